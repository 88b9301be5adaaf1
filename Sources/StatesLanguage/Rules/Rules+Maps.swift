import JSON
import Prelude

extension Rules {
  /// The thresholds of failure are accepted in every mode where they are JSONata's (recorded), without effect.
  static let inlineField = Rule<DefinitionText>(
    RuleInfo(
      "map.inline-field", .error, "a field of distributed Maps in an inline one",
      source: "AWS guide, \"Map\"; recorded",
      example: map(#""ItemBatcher":{"MaxItemsPerBatch":2},"#))
  ) { text in
    text.states.filter { $0.isDistributed == false }.flatMap { state in
      state.fields.members.filter {
        DefinitionReader.distributedFields.contains($0.key) && $0.key != "Label"
          && !(state.language == .jsonata && $0.key.hasPrefix("ToleratedFailure"))
      }.map { member in
        text.finding(
          member.keyPosition,
          "\"\(member.key)\" of \(state.fields.owner) needs \"Mode\": \"DISTRIBUTED\" in its ProcessorConfig",
          hint: "the iterations of an inline Map belong to the execution that runs it")
      }
    }
  }

  /// A label names the child executions of a Map Run; nothing says what AWS makes of one where there are none.
  static let unusedLabel = Rule<DefinitionText>(
    RuleInfo(
      "map.unused-label", .warning, "`Label` of an inline Map",
      source: "AWS guide, \"Map\"; nothing recorded decides it",
      example: map(#""Label":"a","#))
  ) { text in
    text.states.filter { $0.isDistributed == false }.compactMap { state in
      guard let label = state.fields.member("Label") else { return nil }
      return text.finding(
        label.keyPosition,
        "\"Label\" of \(state.fields.owner) has no meaning without \"Mode\": \"DISTRIBUTED\", and AWS may refuse it")
    }
  }

  static let label = Rule<DefinitionText>(
    RuleInfo(
      "map.label", .error, "a `Label` that is no part of an ARN", source: "AWS guide, \"Map\"",
      example: map(#""Label":"a b","#, isDistributed: true))
  ) { text in
    text.labels.flatMap { label, value in
      AWSName.problems(of: label, longest: DistributedMap.labelLimit).map { problem in
        switch problem {
        case .length(let count):
          text.finding(
            value.position, "\"Label\" has 1 to \(DistributedMap.labelLimit) characters, this one has \(count)")
        case .scalar(let scalar):
          text.finding(
            value.position, "\"Label\" may not have \(quoted(String(scalar))) in it",
            hint: "letters, digits, - and _ are fine")
        }
      }
    }
  }

  static let repeatedLabel = Rule<DefinitionText>(
    RuleInfo(
      "map.repeated-label", .error, "a `Label` that another Map has", source: "AWS guide, \"Map\": labels are unique",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{\#(mapMembers(#""Label":"a","#, isDistributed: true)),"Next":"C"},"#
          + #""C":{"Type":"Map","Label":"a","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","#
          + #""ExecutionType":"STANDARD"},"StartAt":"D","States":{"D":{"Type":"Succeed"}}},"End":true}}}"#))
  ) { text in
    var seen: Set<String> = []
    return text.labels.filter { !seen.insert($0.label).inserted }.map { label, value in
      text.finding(value.position, "\"Label\" \(quoted(label)) is another Map's already: labels are part of ARNs")
    }
  }

  static let fieldWithoutEffect = Rule<DefinitionText>(
    RuleInfo(
      "reader.no-effect", .warning, "a field of `ReaderConfig` that another field would have to go with",
      source: "AWS guide, \"ItemReader\"",
      example: map(
        #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","#
          + #""CSVDelimiter":"TAB"},"Parameters":{"Bucket":"b","Key":"k"}},"#, isDistributed: true))
  ) { text in
    text.idle.map {
      text.finding(
        $0.member.keyPosition, "\"\($0.member.key)\" of \($0.owner) has no effect without \($0.needs)")
    }
  }

  private static func map(_ more: String, isDistributed: Bool = false) -> RuleInfo.Example {
    .state(mapMembers(more, isDistributed: isDistributed) + #","End":true"#)
  }

  private static func mapMembers(_ more: String, isDistributed: Bool) -> String {
    let config = isDistributed ? #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"# : ""
    return #""Type":"Map",\#(more)"ItemProcessor":{\#(config)"StartAt":"B","States":{"B":{"Type":"Succeed"}}}"#
  }
}

extension DefinitionText {
  /// Those of distributed Maps.
  fileprivate var labels: [(label: String, value: LocatedJSON)] {
    states.filter { $0.isDistributed == true }.compactMap { state in
      state.fields["Label"].flatMap { value in value.string.map { ($0, value) } }
    }
  }
}
