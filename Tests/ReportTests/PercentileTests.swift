import Statistics
import Testing

@testable import Report

/// The text of HdrHistogram's percentiles.
@Suite struct PercentileTests {
  private static func lines(_ values: [Int64]) -> [String] {
    var sample = Sample()
    for value in values { sample.add(value) }
    return PercentileExporter.text(of: [sample]).split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0)
    }
  }

  @Test func oneValue() {
    #expect(
      Self.lines([1_500_000]) == [
        "       Value     Percentile TotalCount 1/(1-Percentile)", "",
        "       1.500 0.000000000000          1           1.00", "       1.500 1.000000000000          1",
        "#[Mean    =        1.500, StdDeviation   =        0.000]",
        "#[Max     =        1.500, Total count    =            1]",
        "#[Buckets =            1, SubBuckets     =            1]", "",
      ])
  }

  /// Five steps to each halving; the last row is the largest value.
  @Test func stepsHalveTheRest() {
    let lines = Self.lines((1...1000).map { $0 * 1_000_000 })
    for line in [
      "       1.000 0.000000000000          1           1.00", "     100.000 0.100000000000        100           1.11",
      "     500.000 0.500000000000        500           2.00", "     550.000 0.550000000000        550           2.22",
      "     750.000 0.750000000000        750           4.00", "    1000.000 1.000000000000       1000",
    ] { #expect(lines.contains(line), "\(line)\n\(lines.joined(separator: "\n"))") }
  }

  @Test func namesOfFiles() {
    var names: Set<String> = []
    #expect(PercentileExporter.fileName("Root", &names) == "Root")
    #expect(PercentileExporter.fileName("root", &names) == "root-2")
    #expect(PercentileExporter.fileName("../a b\u{0}", &names) == "___a_b_")
    #expect(PercentileExporter.fileName("👩‍👩‍👧‍👦", &names) == "_______")
    #expect(PercentileExporter.fileName(String(repeating: "x", count: 1000), &names).count == 80)
  }
}
