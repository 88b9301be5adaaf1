import Chance
import Testing

@testable import Fitting
@testable import Statistics

@Suite struct ArrivalFitTests {
  private func fit(_ seconds: [Double], start: Double = 1_714_979_289) -> ArrivalFit {
    var options = LawFit.Options()
    options.replicates = 99
    return ArrivalFit(machine: "M", seconds.map { (time: Int64((start + $0) * 1e6), input: nil) }, options)
  }

  private func gaps(_ count: Int, seed: UInt64 = 3, _ rate: (Double) -> Double) -> [Double] {
    var stream = StreamKey(seed: seed, replication: 0, purpose: .arrivals).stream(entity: 0)
    var now = 0.0
    return (0..<count).map { _ in
      now += stream.unitExponential() / rate(now)
      return now
    }
  }

  @Test func poisson() {
    let fit = fit(gaps(500) { _ in 2 })
    guard case .poisson(let rate) = fit.form else {
      Issue.record("\(fit.explanation)")
      return
    }
    #expect(abs(rate - 2) < 0.3)
    #expect(fit.rateInterval?.contains(2) == true)
  }

  /// One every ten seconds is no Poisson process.
  @Test func clockwork() { #expect(fit((0..<200).map { Double($0) * 10 + Double($0 % 3) * 0.01 }).form == .trace) }

  @Test func few() {
    #expect(fit([0]).form == .burst)
    #expect(fit([0, 0, 0]).form == .burst)
    #expect(fit([0, 5]).form == .trace)
  }

  /// Three days with four times the load from 8 to 16 o'clock.
  @Test func daytime() {
    let midnight = 1_714_953_600.0
    let times = gaps(6_000) { now in (8..<16).contains(Int(now / 3_600) % 24) ? 0.04 : 0.01 }.filter { $0 < 3 * 86_400 }
    let fit = fit(times, start: midnight)
    guard case .hourly(let rates) = fit.form else {
      Issue.record("\(fit.explanation)")
      return
    }
    #expect(rates.count == 24)
    #expect(abs(rates[12] - 0.04) < 0.012 && abs(rates[3] - 0.01) < 0.006, "\(rates)")
  }
}
