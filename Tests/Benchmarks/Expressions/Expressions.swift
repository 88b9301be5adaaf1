// Benchmarks of compiled JSONata expressions, in microseconds per evaluation: of the official suite's larger data sets.

import Foundation
import JSON
import JSONata

/// Arguments: the suite's folder, and how many milliseconds each expression is evaluated for (default 200).
@main struct Expressions {
  /// One that touches each of paths, arithmetic and chains, and some that stand for what workflows do with results.
  static let chosen: [(dataset: String, text: String)] = [
    ("dataset5", "Account.Order.Product.(Price * Quantity) ~> $sum"),
    ("dataset5", "$sum(Account.Order.Product.(Price * Quantity))"),
    ("dataset5", "Account.Order[0].Product[1].Price"),
    ("dataset5", "Account.Order.{OrderID: $sum(Product.(Price*Quantity))}"),
    ("dataset5", "Account.Order.Product[Price > 30]^(>Price).{'sku': SKU, 'cost': Price * Quantity}"),
    ("dataset5", "$map(Account.Order.Product, function($p) { $p.Price * $p.Quantity }) ~> $sum"),
    ("library", "library.loans@$l.books@$b[$l.isbn=$b.isbn].{'title': $b.title, 'customer': $l.customer}"),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      print("usage: expressions FOLDER [MILLISECONDS]")
      exit(64)
    }
    let folder = URL(fileURLWithPath: arguments[1])
    let milliseconds = arguments.count > 2 ? Double(arguments[2]) ?? 200 : 200
    let datasets = try JSON.parse(Array(Data(contentsOf: folder.appendingPathComponent("datasets.json"))))
    print("| microseconds | data | expression |\n|---|---|---|")
    for (dataset, text) in chosen {
      let time = try measure(text, on: datasets[dataset], for: milliseconds)
      print("| \(format(time)) | \(dataset) | `\(text)` |")
    }
    let (total, count) = try suite(in: folder, datasets, for: milliseconds / 20)
    print("| \(format(total / Double(max(1, count)))) | all | the mean of the suite's \(count) cases with a data set |")
  }

  static func format(_ microseconds: Double) -> String { String(format: "%.2f", microseconds) }

  /// The expression is compiled once.
  static func measure(_ text: String, on input: JSON?, for milliseconds: Double) throws -> Double {
    let expression = try JSONata.Expression(parsing: text)
    let clock = ContinuousClock()
    var rounds = 1
    while true {
      let time = try clock.measure {
        for _ in 0..<rounds { _ = try expression.evaluate(input, now: 1_700_000_000_000) { 0.5 } }
      }
      let (seconds, attoseconds) = time.components
      let taken = Double(seconds) * 1e6 + Double(attoseconds) / 1e12
      if taken >= milliseconds * 1_000 { return taken / Double(rounds) }
      rounds *= 2
    }
  }

  /// Every case that has a data set and gives a value.
  static func suite(in folder: URL, _ datasets: JSON, for milliseconds: Double) throws -> (total: Double, count: Int) {
    let cases = folder.appendingPathComponent("cases")
    var (total, count) = (0.0, 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: cases.path).sorted() where name.hasSuffix(".json") {
      let content = try JSON.parse(Array(Data(contentsOf: cases.appendingPathComponent(name))))
      guard case .array(let all) = content else { continue }
      for one in all {
        guard case .string(let dataset)? = one["dataset"], case .string(let text)? = one["expr"],
          one["bindings"] == nil,
          one["expected"]?["result"] != nil, one["timelimit"] == nil
        else { continue }
        guard let time = try? measure(text, on: datasets[dataset], for: milliseconds) else { continue }
        total += time
        count += 1
      }
    }
    return (total, count)
  }
}
