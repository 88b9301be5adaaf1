import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// What stands between arrivals and calls.
@Suite struct AdmissionTests {
  private static let function = ARNs.function("F")
  private static let call =
    #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(function)","End":true}}}"#

  /// Executions of a second.
  private static func run(
    _ admission: Admission?, burst: Int = 10, quotas: Quotas = .unlimited, retry: CallerRetry = .none,
    horizon: Plan.Horizon = .drained, change: (inout LoadStream) -> Void = { _ in }
  ) throws -> Recording {
    var stream = World.burst(burst, retry: retry)
    stream.admission = admission
    change(&stream)
    let plan = World.plan(
      [try MachineModel("Root", .standard, call)],
      services: [ServiceModel(name: function, latency: try .constant(.seconds(1)))], quotas: quotas, load: [stream],
      horizon: horizon)
    return try simulate(plan, replication: 0)
  }

  private static func paced(_ perSecond: Int, capacity: Int = 1, paysForRetries: Bool = false) -> Admission.Kind {
    .paced(capacity: capacity, refill: .perSecond(perSecond), paysForRetries: paysForRetries)
  }

  // MARK: Lines

  @Test func aQueueLetsOneGoAfterTheOther() throws {
    let recording = try Self.run(Admission(Self.paced(2)))
    let (root, admission) = (recording.machines[0], recording.admissions[0])
    // At 0, 0.5, … 4.5 s, and a second of work: from the intended arrival.
    #expect(root.succeeded == 10 && root.latency.max == 5_500_000_000)
    #expect(root.parts[Part.serviceQueue.rawValue] == 22.5e9 && root.parts[Part.throttleBackoff.rawValue] == 0)
    #expect(admission.came == 10 && admission.passed == 10 && admission.waiting == 0)
    #expect(admission.longest == 9 && admission.waits.max == 4_500_000_000)
    #expect(recording.makespan == .milliseconds(5_500))
  }

  @Test func whatIsStillInLineIsWaiting() throws {
    let recording = try Self.run(Admission(Self.paced(2)), horizon: .at(.zero + .seconds(2)))
    let (root, admission) = (recording.machines[0], recording.admissions[0])
    // Let through at 0, 0.5, 1, 1.5 and 2 s.
    #expect(admission.passed == 5 && admission.waiting == 5 && root.started == 5 && root.waiting == 5)
    #expect(recording.series.services.last?.queued == 5)
  }

  @Test func whoFindsTheLineFullIsTurnedAway() throws {
    let recording = try Self.run(Admission(Self.paced(2), length: 3))
    let (root, admission) = (recording.machines[0], recording.admissions[0])
    #expect(admission.passed == 4 && admission.turnedAway == 6 && root.rejected == 6 && root.succeeded == 4)
    #expect(recording.errors.map(\.place.error) == ["Headroom.LineFull"])
    #expect(recording.outside.rejected == 6)
  }

  @Test func aBucketIsPaidForRetriesToo() throws {
    // 10 callers, 4 tokens at once and 1 a second; the account admits 2, and refills 1 a second.
    let quotas = World.bucket(2, 1)
    let retry = CallerRetry.policy(
      RetryPolicy(interval: .seconds(1), rate: 1, maxAttempts: 99, maxDelay: nil, fullJitter: false))
    let bucket = try Self.run(
      Admission(Self.paced(1, capacity: 4, paysForRetries: true)), quotas: quotas, retry: retry)
    #expect(bucket.machines[0].succeeded == 10 && bucket.calls[.startExecution].admitted == 10)
    // As many calls as the client's bucket had tokens for, until the last one was admitted.
    let last = bucket.makespan.seconds - 1
    #expect(bucket.calls[.startExecution].offered <= 4 + Int(last))
    let free = try Self.run(nil, quotas: quotas, retry: retry)
    #expect(free.calls[.startExecution].throttled > 3 * bucket.calls[.startExecution].throttled)
  }

  // MARK: Semaphores

  @Test func aSemaphoreHasSoManyInProgress() throws {
    let recording = try Self.run(Admission(.semaphore(limit: 4)))
    #expect(recording.peakOpen == 4 && recording.machines[0].succeeded == 10)
    #expect(recording.makespan == .seconds(3) && recording.admissions[0].longest == 6)
  }

  @Test func whoGivesUpFreesItsPlace() throws {
    // One token: nine of ten are refused for good, each by its call.
    let recording = try Self.run(Admission(.semaphore(limit: 1)), quotas: World.bucket(1, 0))
    #expect(recording.machines[0].succeeded == 1 && recording.machines[0].rejected == 9)
    #expect(recording.admissions[0].passed == 10 && recording.admissions[0].waiting == 0)
  }

  @Test func aLongLineOfRefusedCallersNeedsNoStack() throws {
    let recording = try Self.run(Admission(.semaphore(limit: 1)), burst: 50_000, quotas: World.bucket(1, 0))
    #expect(recording.machines[0].rejected == 49_999)
  }

  @Test func usersWaitForTheSemaphoreAgainAndAgain() throws {
    let recording = try Self.run(Admission(.semaphore(limit: 1))) { stream in
      stream.arrivals = .users(count: 3, think: .zero, duration: .seconds(10))
    }
    let admission = recording.admissions[0]
    #expect(recording.peakOpen == 1 && admission.came == recording.machines[0].started)
    #expect(admission.came >= 11 && admission.passed == admission.came)
  }

  @Test func aRedriveKeepsTheSemaphore() throws {
    var service = ServiceModel(name: Self.function, latency: try .constant(.seconds(1)))
    service.errorExpression = try CallExpression(.errors, name: "errors", parsing: "$execution <= 1 ? 'Boom' : null")
    var stream = World.burst(2)
    stream.admission = Admission(.semaphore(limit: 1))
    stream.redrive = Redrive(after: .seconds(10), times: 1)
    let plan = World.plan(
      [try MachineModel("Root", .standard, Self.call)], services: [service], load: [stream])
    let recording = try simulate(plan, replication: 0)
    // 1 s, a wait of 10 s and 1 s, twice.
    #expect(recording.machines[0].succeeded == 2 && recording.makespan == .seconds(24))
  }

  // MARK: Breakers

  private static func breaker(_ trip: BreakerModel.Trip, open: Int, probes: Int = 1) -> Admission.Kind {
    var model = BreakerModel(trip: trip, open: .seconds(open))
    model.probes = probes
    return .breaker(model)
  }

  @Test func anOpenBreakerTurnsAway() throws {
    // 5 tokens: the 6th, 7th and 8th call are refused, and nobody calls any more.
    let recording = try Self.run(
      Admission(Self.breaker(.refusals(3), open: 60), length: 0), burst: 20, quotas: World.bucket(5, 0))
    let admission = recording.admissions[0]
    #expect(recording.calls[.startExecution].offered == 8 && admission.openings == 1)
    #expect(admission.passed == 8 && admission.turnedAway == 12 && recording.machines[0].rejected == 15)
    let errors = recording.errors.map { ($0.place.error, $0.count) }.sorted { $0.1 < $1.1 }
    #expect(errors.map(\.0) == ["ThrottlingException", "Headroom.CircuitOpen"] && errors.map(\.1) == [3, 12])
  }

  @Test func aProbeClosesItAndTheLineGoesOn() throws {
    // 5 tokens and one every 10 s: three refusals open it; after a minute a probe is admitted, and all go at once, of
    // whom five have a token.
    var quotas = Quotas.unlimited
    quotas[.startExecution] = .tokens(capacity: 5, refill: Rate(count: 1, per: .seconds(10)))
    let recording = try Self.run(
      Admission(Self.breaker(.refusals(3), open: 60)), burst: 20, quotas: quotas,
      horizon: .at(.zero + .seconds(61)))
    let admission = recording.admissions[0]
    #expect(recording.calls[.startExecution].admitted == 10 && admission.openings == 2)
    #expect(admission.passed == 16 && admission.waiting == 4 && recording.machines[0].waiting == 4)
  }

  @Test func aBreakerAsAMachine() {
    var breaker = CircuitBreaker(
      {
        var model = BreakerModel(trip: .ratio(0.5, calls: 4), open: .seconds(30))
        model.probes = 2
        return model
      }())
    func at(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }
    func lets(_ seconds: Int) -> Bool { breaker.lets(at: at(seconds)) }
    for refused in [true, false, true] { breaker.saw(refused: refused, at: at(1)) }
    #expect(lets(1))
    // The fourth call is admitted; the fifth makes three of five refused.
    breaker.saw(refused: false, at: at(2))
    #expect(lets(2))
    breaker.saw(refused: true, at: at(2))
    #expect(!lets(2) && breaker.opensAgainAt == at(32))
    #expect(lets(32))
    breaker.saw(refused: false, at: at(32))
    breaker.saw(refused: true, at: at(33))
    #expect(!lets(33) && lets(63))
    breaker.saw(refused: false, at: at(63))
    breaker.saw(refused: false, at: at(63))
    // Closed: refusals that lie outside the window count no more.
    for second in [70, 90, 110, 130, 150] { breaker.saw(refused: true, at: at(second)) }
    #expect(lets(150) && breaker.openings == 2)
  }

  // MARK: SQS

  private static func source(_ change: (inout EventSource) -> Void = { _ in }) throws -> Admission {
    var source = EventSource(receive: try .constant(.milliseconds(100)), latency: try .constant(.milliseconds(400)))
    change(&source)
    return Admission(.eventSource(source))
  }

  @Test func messagesAreTakenInBatches() throws {
    // 2 pollers of one invocation each, and no more: 4 batches of 10, two at a time, half a second each.
    let admission = try Self.source {
      $0.pollers = 2
      $0.invocationsPerPoller = 1
      $0.scaling = Rate(count: 0, per: .seconds(60))
    }
    let recording = try Self.run(admission, burst: 42)
    let sqs = recording.admissions[0]
    // The first messages begin invocations of their own, as a poller that waits takes what comes.
    #expect(sqs.passed == 42 && sqs.invocations == 2 + 4 && recording.machines[0].succeeded == 42)
    #expect(recording.makespan == .milliseconds(3 * 500 + 1_000))
  }

  @Test func pollersGrowWhileMessagesWait() throws {
    let fleet = { (change: (inout EventSource) -> Void) throws -> PollerFleet in
      guard case .eventSource(let source) = try Self.source(change).kind else { preconditionFailure("it is one") }
      return PollerFleet(source)
    }
    var one = try fleet { _ in }
    func at(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }
    #expect(one.capacity(at: at(100)) == 50 && one.growsAt(at(100)) == nil)
    one.messagesWait(at: at(100))
    #expect(one.growsAt(at(100)) == at(100) + .milliseconds(200))
    #expect(one.capacity(at: at(101)) == 100 && one.capacity(at: at(110)) == 550 && one.capacity(at: at(119)) == 1_000)
    #expect(one.capacity(at: at(1_000_000)) == 1_000 && one.growsAt(at(1_000_000)) == nil)
    one.isIdle()
    #expect(one.capacity(at: at(1_000_001)) == 50)
  }

  @Test func whatIsRefusedComesBackAndIsGivenUpInTheEnd() throws {
    // One token, none comes after: the second message is received three times, 30 s apart.
    let admission = try Self.source { $0.maxReceives = 3 }
    let recording = try Self.run(admission, burst: 2, quotas: World.bucket(1, 0))
    let sqs = recording.admissions[0]
    #expect(sqs.passed == 1 && sqs.deadLetters == 1 && sqs.turnedAway == 1 && sqs.redeliveries == 2)
    #expect(recording.machines[0].rejected == 1 && recording.calls[.startExecution].throttled == 3)
    #expect(recording.errors.map(\.place.error) == ["Headroom.DeadLetter"])
    // Received at 0, 30.1 and 60.2 s: visible again 30 s after its receipt, which takes 100 ms.
    #expect(recording.makespan == .milliseconds(60_200 + 500))
  }

  @Test func aFunctionRunsIntoItsTimeout() throws {
    // The retry would come after 10 s, the function has 3: its message comes back, and its invocation lasts 3 s.
    let retry = CallerRetry.policy(
      RetryPolicy(interval: .seconds(10), rate: 1, maxAttempts: 5, maxDelay: nil, fullJitter: false))
    let admission = try Self.source { $0.visibility = .seconds(3) }
    var quotas = Quotas.unlimited
    quotas[.startExecution] = .tokens(capacity: 1, refill: Rate(count: 1, per: .seconds(2)))
    let recording = try Self.run(admission, burst: 2, quotas: quotas, retry: retry)
    let sqs = recording.admissions[0]
    #expect(sqs.redeliveries == 1 && sqs.passed == 2 && recording.machines[0].succeeded == 2)
    // Visible again at 3.1 s, then half a second to the call and a second of work.
    #expect(recording.machines[0].latency.max == 4_600_000_000)
  }

  @Test func atTheEndMessagesAreCounted() throws {
    let admission = try Self.source { $0.visibility = .seconds(60) }
    for milliseconds in [50, 300, 500, 700, 20_000] {
      let recording = try Self.run(
        admission, burst: 30, quotas: World.bucket(10, 0), horizon: .at(.zero + .milliseconds(milliseconds)))
      let sqs = recording.admissions[0]
      #expect(sqs.came == 30 && sqs.passed == (milliseconds < 500 ? 0 : 10))
      #expect(recording.machines[0].waiting == 30 - sqs.passed)
    }
  }

  // MARK: Draws

  @Test func arrivalsAreTheSameWithAnyAdmission() throws {
    func starts(_ admission: Admission?) throws -> (came: Int, services: Double) {
      let recording = try Self.run(admission) { stream in
        stream.arrivals = .poisson(perSecond: 5, duration: .seconds(60))
      }
      return (recording.outside.arrived, recording.machines[0].parts[Part.service.rawValue])
    }
    let plain = try starts(nil)
    for kind in [Self.paced(10), .semaphore(limit: 8), Self.breaker(.refusals(5), open: 10)] {
      #expect(try starts(Admission(kind)) == plain)
    }
    #expect(try starts(try Self.source()) == plain)
  }
}
