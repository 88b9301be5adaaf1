import Simulation
import StatesLanguage

/// `prices`: what AWS charges, where that is not what its list says of the Region; dollars.
enum PriceReader {
  static func read(_ node: Cursor?, region: String) -> Prices {
    var prices = Prices(region: region)
    guard let node, let fields = node.fields(ScenarioGrammar.prices) else { return prices }
    if let price = fields["transition"].flatMap(price) { prices.transition = price }
    if let price = fields["request"].flatMap(price) { prices.request = price }
    if let tiers = fields["gigabyteHour"] { prices.gigabyteHours = self.tiers(tiers) ?? prices.gigabyteHours }
    if let count = fields["transitionsPerStart"]?.integer(in: 0...10) { prices.transitionsPerStart = count }
    return prices
  }

  private static func price(_ node: Cursor) -> Money? {
    node.number(in: 0...1_000_000, expected: "dollars such as 0.000025").map { Money(dollars: $0) }
  }

  /// One price for all, or one for each of the month's tiers.
  private static func tiers(_ node: Cursor) -> [Money]? {
    guard let items = node.items else { return price(node).map { [$0, $0, $0] } }
    guard items.count == 3 else {
      node.mismatch(
        .value, expected: "three prices: of a month's first 1,000 gigabyte-hours, of the next 4,000, of the rest",
        hint: "gigabyteHour: [0.06, 0.03, 0.01642]")
      return nil
    }
    let prices = items.map { price($0.named(node.path)) }
    return prices.contains(nil) ? nil : prices.compactMap(\.self)
  }
}
