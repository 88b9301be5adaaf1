import Simulation
import Statistics
import StepFunctions

/// `latency-MACHINE.hgrm`: the latency of outside callers' machines in the text that HdrHistogram prints and its
/// plotters read, in milliseconds, all replications together.
///
/// Source: HdrHistogram 2.2, `AbstractHistogram.outputPercentileDistribution`, `PercentileIterator`. The package for
/// Swift prints that too, but of its own bins: these have every value where a report has.
enum PercentileExporter {
  /// Steps to each halving of the distance to 100 %.
  private static let ticks = 5.0

  static func files(_ model: ReportModel) -> [ReportFile] {
    var names: Set<String> = []
    var seen: Set<Int> = []
    return model.plan.load.compactMap { stream in
      let machine = stream.machine
      guard seen.insert(machine).inserted, model.recordings.contains(where: { !$0.machines[machine].latency.isEmpty })
      else { return nil }
      let name = fileName(model.plan.account.machines[machine].name, &names)
      return ReportFile("latency-\(name).hgrm") { text(of: model.recordings.map { $0.machines[machine].latency }) }
    }
  }

  /// Letters, digits and what is harmless in a file's name; what is alike then has a number.
  static func fileName(_ name: String, _ taken: inout Set<String>) -> String {
    let kept = name.unicodeScalars.prefix(80).map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
    }
    let plain = String(kept)
    var (unique, number) = (plain, 1)
    // File systems exist that take upper and lower case for one.
    while !taken.insert(unique.lowercased()).inserted {
      number += 1
      unique = "\(plain)-\(number)"
    }
    return unique
  }

  // MARK: Text

  static func text(of samples: [Sample]) -> String {
    let bins = HistogramExporter.pooled(samples)
    let total = bins.reduce(0) { $0 + $1.count }
    var text = line("Value", "Percentile", "TotalCount", "1/(1-Percentile)") + "\n"
    var (place, below, level) = (0, 0, 0.0)
    while place < bins.count {
      let reached = below + bins[place].count
      if Double(reached) / Double(total) * 100 < level, place + 1 < bins.count {
        (place, below) = (place + 1, reached)
        continue
      }
      let share = level / 100
      let odds = share < 1 ? fixed(1 / (1 - share), 2) : ""
      text += line(milliseconds(bins[place].upper), fixed(share, 12), String(reached), odds)
      if share == 1 { break }
      // Behind the largest value there is only the end.
      level = reached == total ? 100 : next(level)
    }
    return text + footer(bins, total)
  }

  private static func next(_ level: Double) -> Double {
    var halvings = 1.0
    while 100 / (100 - level) >= halvings { halvings *= 2 }
    return level + 100 / (ticks * halvings)
  }

  private static func footer(_ bins: [SampleBins.Bin], _ total: Int) -> String {
    let values = bins.map { (Double($0.upper) / 1e6, Double($0.count)) }
    let mean = values.reduce(0) { $0 + $1.0 * $1.1 } / Double(total)
    let variance = values.reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / Double(total)
    let largest = bins.last.map { milliseconds($0.upper) } ?? "0.000"
    return """
      #[Mean    = \(right(fixed(mean, 3), 12)), StdDeviation   = \(right(fixed(variance.squareRoot(), 3), 12))]
      #[Max     = \(right(largest, 12)), Total count    = \(right(String(total), 12))]
      #[Buckets = \(right(String(bins.count), 12)), SubBuckets     = \(right("1", 12))]

      """
  }

  private static func line(_ value: String, _ percentile: String, _ count: String, _ odds: String) -> String {
    let fields = [right(value, 12), right(percentile, 14), right(count, 10)] + (odds.isEmpty ? [] : [right(odds, 14)])
    return fields.joined(separator: " ") + "\n"
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private static func milliseconds(_ nanoseconds: Int64) -> String {
    let thousandths = (nanoseconds + 500) / 1000
    let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
    return "\(whole)." + String(String(1000 + rest).dropFirst())
  }

  /// With so many places, at most 12.
  static func fixed(_ value: Double, _ places: Int) -> String {
    let unit = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value * unit).rounded()
    guard scaled < 9e18 else { return String(Int64(min(value, 9e18))) + "." + String(repeating: "0", count: places) }
    let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(unit))
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
  }
}
