import Report
import Simulation

/// The ledger as one HTML file that needs nothing else.
struct LedgerPage {
  let answer: LedgerAnswer

  var html: String {
    let remarks = [answer.hardestText, answer.oneSidedText].compactMap(\.self)
    return AnswerPage(
      kind: "ledger", name: answer.plan.name, lead: answer.title + ".", subtitle: answer.subtitle,
      version: answer.version, remarks: remarks,
      sections: [
        Page.section(
          "roots", "Per outside execution",
          """
          A root is an execution that an outside caller asks for, with all that it starts. Added is what the same \
          roots \(answer.lifted.text) do not have; intervals are over replications, paired.
          """, [table("All levels", answer.totals) { Markup($0.quantity.words) }]),
        Page.section(
          "levels", "By depth", "",
          LedgerQuantity.shown.compactMap { quantity in
            let lines = answer.byDepth(quantity)
            return lines.isEmpty ? nil : table(quantity.words, lines) { Markup(answer.levelText($0)) }
          }),
      ]
    ).html
  }

  private func table(_ caption: String, _ lines: [LedgerAnswer.Line], _ name: (LedgerAnswer.Line) -> Markup) -> Markup {
    Page.table(
      caption, ["per root"] + LedgerAnswer.head.dropFirst(),
      lines.map { line in [name(line)] + answer.cells(line).map { Page.measured($0) } })
  }
}
