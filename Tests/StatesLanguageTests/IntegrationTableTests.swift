import Foundation
import JSON
import Testing

@testable import StatesLanguage

/// The table against the lists that it was packed from, where they are there.
@Suite struct IntegrationTableTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")

  private func list(_ name: String) throws -> JSONObject? {
    guard let data = try? Data(contentsOf: Self.folder.appendingPathComponent(name)) else {
      print("no \(name) in \(Self.folder.path): the table is not compared with it")
      return nil
    }
    guard case .object(let list) = try JSON.parse(Array(data)) else { return nil }
    return list
  }

  private func members(_ value: JSON?) -> JSONObject { if case .object(let object)? = value { object } else { [:] } }
  private func text(_ value: JSON?) -> String { if case .string(let text)? = value { text } else { "" } }
  private func words(_ value: JSON?) -> [String] { text(value).split(separator: " ").map(String.init) }

  @Test func everyServiceOfTheSDKIsInTheTable() throws {
    guard let list = try list("aws-sdk-services.json") else { return }
    let services = members(list["services"])
    #expect(services.count > 400)
    for (name, about) in services {
      let about = members(about)
      let service = try #require(IntegrationTable.service(name), "\(name)")
      #expect(service.errorPrefix == text(about["prefix"]) && IntegrationTable.isErrorPrefix(text(about["prefix"])))
      let isListed = text(about["status"]) == "documented"
      #expect((service.standing == .documented) == (isListed && about["model"] == nil), "\(name)")
      for action in words(about["actions"]) {
        let isOdd = ["unsupported", "removed", "eventstream", "java_absent"].contains {
          words(about[$0]).contains(action)
        }
        #expect(isOdd || service.support(of: action).0 == .known, "\(name):\(action)")
      }
      for action in words(about["unsupported"]) { #expect(service.support(of: action).0 == .unsupported) }
      #expect(service.support(of: "noSuchAction").0 == .unknown)
    }
    let names = IntegrationTable.names(in: IntegrationTable.sdk)
    #expect(names.count == services.count + 2 && names == names.sorted())
  }

  @Test func everyOptimizedIntegrationIsInTheTable() throws {
    guard let list = try list("integrations.json") else { return }
    let suffixes = members(list["suffix"])
    let services = members(list["services"])
    for (name, about) in services {
      var expected: Set<String> = []
      for (action, about) in members(members(about)["actions"]) {
        let doubtful = members(members(about)["doubtful"])
        guard case .array(let patterns)? = members(about)["patterns"] else { continue }
        for (pattern, suffix) in suffixes where doubtful[pattern] != nil || patterns.contains(.string(pattern)) {
          expected.insert((doubtful[pattern] == nil ? "" : "?") + action + text(suffix))
        }
      }
      #expect(Set(IntegrationTable.optimizedActions(name) ?? []) == expected, "\(name)")
    }
    #expect(IntegrationTable.names(in: IntegrationTable.optimized) == services.map(\.key).sorted())
  }

  @Test func onlyWholeNamesAreFound() {
    for name in ["", "s", "s3 ", "S3", "zzz", "a", "accessanalyze", "\n"] {
      #expect(IntegrationTable.service(name) == nil && IntegrationTable.optimizedActions(name) == nil)
    }
    #expect(IntegrationTable.service("accessanalyzer") != nil && IntegrationTable.service("xray") != nil)
    #expect(IntegrationTable.alias("logs") == "cloudwatchlogs")
  }
}
