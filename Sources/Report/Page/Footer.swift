import Simulation

/// What the page is, once more, where a reader ends.
struct Footer: PageSection {
  let model: ReportModel

  var markup: Markup {
    Markup(
      "footer",
      Markup(
        "p",
        Markup(
          """
          Modelled by Headroom \(model.version) from \(model.plan.name), seed \(model.plan.seed), \
          \(model.replicationText), quota profile \(model.plan.quotaProfile). The same scenario, seed and version give \
          the same bytes. No number here was measured on AWS.
          """)))
  }
}
