import Prelude
import Testing

@testable import Scenario

@Suite struct CronScheduleTests {
  /// 2025-01-01T00:00:00Z, a Wednesday.
  static let epoch: Int64 = 1_735_689_600
  static let day: Int64 = 86_400

  struct Case: Sendable {
    var text: String
    var days: Int64
    /// `day hour:minute`, from the first day on.
    var starts: [String]
  }

  static let cases: [Case] = [
    Case(text: "rate(9 hours)", days: 1, starts: ["0 9:00", "0 18:00"]),
    Case(text: "cron(0 0/8 * * ? *)", days: 1, starts: ["0 0:00", "0 8:00", "0 16:00"]),
    Case(text: "*/30 1-2 * * *", days: 1, starts: ["0 1:00", "0 1:30", "0 2:00", "0 2:30"]),
    Case(text: "cron(30 9,17 ? * MON-THU *)", days: 4, starts: ["0 9:30", "0 17:30", "1 9:30", "1 17:30"]),
    Case(text: "0 0 * * 0", days: 14, starts: ["4 0:00", "11 0:00"]),
    Case(text: "0 0 * * 7", days: 7, starts: ["4 0:00"]),
    Case(text: "cron(0 0 ? * 1 *)", days: 7, starts: ["4 0:00"]),
    Case(text: "0 0 31 * *", days: 60, starts: ["30 0:00"]),
    Case(text: "cron(0 12 1 2-3 ? 2025)", days: 90, starts: ["31 12:00", "59 12:00"]),
    // crontab takes either day.
    Case(text: "0 0 2 * 0", days: 6, starts: ["1 0:00", "4 0:00"]),
    Case(text: "cron(0 0 1 1 ? 2026)", days: 9, starts: []),
  ]

  @Test(arguments: cases)
  func starts(_ row: Case) throws {
    let times = try CronSchedule(row.text).times(from: Self.epoch, for: row.days * Self.day, limit: 1_000) ?? []
    let texts = times.map { second -> String in
      let minute = second / 60 % 60
      return "\(second / Self.day) \(second / 3_600 % 24):\(minute < 10 ? "0" : "")\(minute)"
    }
    #expect(texts == row.starts)
  }

  @Test(arguments: [
    "", "* * *", "cron(* * * * *)", "cron(* * * * * *)", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *",
    "rate(5)", "rate(0 minutes)", "rate(5 weeks)", "0 0 L * *", "0 0 * * MON#2", "-1 * * * *", "* * * FOO *",
  ])
  func refuses(_ text: String) { #expect(throws: CronSchedule.Problem.self) { try CronSchedule(text) } }

  @Test func tellsWhereThereAreTooMany() throws {
    #expect(try CronSchedule("* * * * *").times(from: Self.epoch, for: Self.day, limit: 1_000) == nil)
    #expect(try CronSchedule("rate(1 minute)").times(from: Self.epoch, for: Self.day, limit: 1_000) == nil)
  }
}
