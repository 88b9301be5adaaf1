import Prelude
import Testing

@testable import Simulation

@Suite struct SDKRetryTests {
  @Test func aCallIsTriedThreeTimesWithJitteredDoublingWaits() {
    var client = SDKRetry(mode: .standard)
    #expect(client.sendDelay(at: .zero) == .zero)
    #expect(client.delay(afterFailure: 0, at: .zero, uniform: 0.5) == .milliseconds(500))
    #expect(client.delay(afterFailure: 1, at: .zero, uniform: 0.5) == .seconds(1))
    #expect(client.quota == 490)
    #expect(client.delay(afterFailure: 2, at: .zero, uniform: 0.5) == nil)
    #expect(client.delay(afterFailure: -1, at: .zero, uniform: 0.5) == nil)
    #expect(client.quota == 490, "giving up costs nothing")
  }

  @Test func aHundredRetriesEmptyTheQuotaAndSuccessesRefillIt() {
    var client = SDKRetry(mode: .standard)
    for _ in 0..<100 { #expect(client.delay(afterFailure: 0, at: .zero, uniform: 0) == .zero) }
    #expect(client.quota == 0)
    #expect(client.delay(afterFailure: 0, at: .zero, uniform: 0) == nil)
    client.refused(at: .zero)
    #expect(client.quota == 0)
    for _ in 0..<4 { client.succeeded(at: .zero, failures: 0) }
    #expect(client.delay(afterFailure: 0, at: .zero, uniform: 0) == nil)
    client.succeeded(at: .zero, failures: 2)
    #expect(client.quota == 9)
    #expect(client.delay(afterFailure: 1, at: .zero, uniform: 0) == .zero)
    for _ in 0..<200 { client.succeeded(at: .zero, failures: 1) }
    #expect(client.quota == 500)
  }

  @Test func standardModeNeverHoldsACallBack() {
    var client = SDKRetry(mode: .standard)
    _ = client.delay(afterFailure: 0, at: .zero, uniform: 0)
    for _ in 0..<1_000 { #expect(client.sendDelay(at: .zero) == .zero) }
  }

  @Test func adaptiveModeLimitsCallsFromTheFirstThrottlingOn() {
    var client = SDKRetry(mode: .adaptive)
    for _ in 0..<100 { #expect(client.sendDelay(at: .zero) == .zero) }
    _ = client.delay(afterFailure: 0, at: .zero, uniform: 0)
    #expect(client.sendDelay(at: .zero) == .seconds(2), "an empty bucket at the least rate, 0.5 per second")
    #expect(client.sendDelay(at: Instant.zero + .seconds(2)) == .zero)
    #expect(client.sendDelay(at: Instant.zero + .seconds(2)) == .seconds(2))
  }

  /// Waits, in seconds, that botocore 1.43.11's ClientRateLimiter answers to the calls of `trace`, on a clock from 0.
  static let botocore: [Int: Double] = [
    30: 0.0168378466, 40: 0.0702475491, 50: 0.1290674554, 60: 0.0012388475, 70: 0.0814660893, 80: 0.0868681944,
    90: 0.1025061210, 100: 0.0474189868, 110: 0.0948951968, 120: 0.0126038077, 130: 0.0321003364, 140: 0.0698692779,
    150: 0.0969311439, 160: 0.0658119579, 170: 0.0507492716, 180: 0.0318649743, 190: 0.0937822705, 200: 0.1770285726,
    210: 0.0016700216, 220: 0.1379436025, 230: 0.2347618565, 240: 0.0444230815, 250: 0.0743086220, 260: 0.1218891599,
    270: 0.1705394906, 280: 0.4266380464, 290: 0.1706915934, 300: 0.3419573724, 310: 0.0918281894, 320: 0.6031320860,
    330: 0.3280397150, 340: 0.0500019930, 350: 0.8145447349, 360: 0.6104565559, 370: 0.3919168339, 380: 0.2073787399,
    390: 0.6434337893,
  ]

  /// 400 calls, 1 to 41 ms apart; of those sent, about one in four throttled. Drawn as they were drawn for botocore.
  static func trace() -> [(at: Instant, throttled: Bool)] {
    var state: UInt64 = 12_345
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    var now = Instant.zero
    return (0..<400).map { index in
      now = now + Span(nanoseconds: 1_000_000 + Int64(next() % 40_000_000))
      return (now, next() % 4 == 0 && index > 20)
    }
  }

  @Test func adaptiveModeIsBotocores() {
    var client = SDKRetry(mode: .adaptive)
    var sent = 0
    for (index, call) in Self.trace().enumerated() {
      let wait = client.sendDelay(at: call.at)
      if let expected = Self.botocore[index] {
        #expect(abs(wait.seconds - expected) < 1e-8, "call \(index)")
      }
      guard wait == .zero else { continue }
      sent += 1
      if call.throttled {
        _ = client.delay(afterFailure: 0, at: call.at, uniform: 0)
      } else {
        client.succeeded(at: call.at, failures: 0)
      }
    }
    #expect(sent == 62)
  }
}
