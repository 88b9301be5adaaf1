import JSON

/// Every rule about definitions. A new one is a value in a file beside this, and an element of a list here.
public enum Rules {
  /// About what is written, whether or not it can be run; in this order, of which the last two look at what the others
  /// have found.
  static let ofTexts: [Rule<DefinitionText>] = [
    stateName, repeatedState, shadowingVariable, unassignedVariable, unreachableVariable, reservedErrorName,
    allErrorsAlone, allErrorsLast, guideErrorName, heartbeat, startWithoutRequest, startMember, startMemberType,
    startWithoutMachine, misplacedField,
    likelyMisplacedField, partition, functionWithoutAccount, undecidedResource, unknownResource, credentialsWithoutRole,
    inlineField, unusedLabel, label, repeatedLabel, fieldWithoutEffect, unknownTarget, placeholder, endless,
    unreachable,
  ]

  /// About machines that AWS takes, and what will become of their executions under an account's quotas and load.
  static let ofMachines: [Rule<Lint>] = [
    takenErrorName, impossibleErrorName, unsavedThrottle, impatientRetrier, sharedChildName, repeatedChildName,
    constantChildName, growingPayload, historyOverflow, endlessLoop, pollingLoop, largeEnvelopes,
  ]

  /// About machines of the type EXPRESS.
  static let ofExpress: [Rule<ExpressMachine>] = [expressDistributedMap, expressWaiting]

  /// What is said of all these rules.
  public static let infos: [RuleInfo] = ofTexts.map(\.info) + ofMachines.map(\.info) + ofExpress.map(\.info)
}

extension [Diagnostic] {
  /// In the order of their places; what stands at one place in the order in which it was found.
  public var inOrderOfPlace: Self {
    enumerated().sorted {
      let (a, b) = ($0.element.position, $1.element.position)
      return (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
    }.map(\.element)
  }
}
