/// The words of the page.
struct Glossary: PageSection {
  let model: ReportModel

  var markup: Markup {
    Page.section(
      "glossary", "Words", "", [Page.definitions(Explanations.glossary.map { ($0.term, $0.meaning) })])
  }
}
