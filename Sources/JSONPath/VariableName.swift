extension String {
  /// Whether a variable may have this name: the form of a Unicode identifier, of ID_Start and ID_Continue. Source: AWS
  /// developer guide, "Passing data between states with variables".
  public var isVariableName: Bool {
    guard let first = unicodeScalars.first else { return false }
    return (first.properties.isIDStart || first == "_") && unicodeScalars.allSatisfy(\.isOfVariableName)
  }
}

extension Unicode.Scalar {
  var isOfVariableName: Bool { properties.isIDContinue || self == "_" }
}
