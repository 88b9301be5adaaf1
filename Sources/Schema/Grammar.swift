/// All that one kind of document may say.
package struct Grammar: Sendable {
  /// `scenario`, as commands call it.
  package let name: String
  /// In one line.
  package let title: String
  package let meaning: String
  let shape: Shape
  package let terms: [Term]
  /// Quotes mean nothing where a number is expected, as in a YAML file whose reader decides what a scalar is.
  let takesQuotedNumbers: Bool

  package init(
    _ name: String, title: String, meaning: String, _ shape: Shape, terms: [Term] = [],
    takesQuotedNumbers: Bool = false
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    self.shape = shape
    self.terms = terms
    self.takesQuotedNumbers = takesQuotedNumbers
  }

  package func term(_ name: String) -> Term? { terms.first { $0.name == name } }

  /// The shape itself, where it has a name.
  func resolved(_ shape: Shape) -> Shape {
    if case .term(let name) = shape, let term = term(name) { return resolved(term.shape) }
    return shape
  }
}

/// A key of a document with all that it stands in.
package struct KeyPath: Sendable {
  /// A step from a value to one within it.
  enum Step: Sendable {
    case key(Key)
    /// Of a mapping whose keys are the user's: such a key.
    case entry(String)
    case element
  }
  let steps: [Step]

  package var key: Key? {
    for case .key(let key) in steps.reversed() { return key }
    return nil
  }

  /// `load.arrivals.burst`: without the user's own names and positions in lists.
  package var text: String {
    steps.compactMap { if case .key(let key) = $0 { key.name } else { nil } }.joined(separator: ".")
  }
}

extension Grammar {
  /// Every key at every place, each term entered once on each way: `LATENCY` has mixtures of itself.
  package var paths: [KeyPath] {
    var all: [KeyPath] = []
    collect(shape, [], [], &all)
    return all
  }

  private func collect(_ shape: Shape, _ steps: [KeyPath.Step], _ entered: Set<String>, _ all: inout [KeyPath]) {
    switch shape {
    case .text, .form, .word, .whole, .number, .flag, .null, .json: break
    case .list(let element, _): collect(element, steps + [.element], entered, &all)
    case .map(_, let example, let value): collect(value, steps + [.entry(example)], entered, &all)
    case .either(let shapes): for shape in shapes { collect(shape, steps, entered, &all) }
    case .term(let name):
      guard !entered.contains(name), let term = term(name) else { return }
      collect(term.shape, steps, entered.union([name]), &all)
    case .block(let block):
      for key in block.keys {
        let path = steps + [.key(key)]
        all.append(KeyPath(steps: path))
        collect(key.shape, path, entered, &all)
      }
    }
  }

  /// The keys that a path may mean: `load.0.arrivals`, `load.arrivals`, `services."a.b".latency`, or the last words of
  /// one, `arrivals.burst`. A whole path comes before its ends.
  package func paths(of words: [String]) -> [KeyPath] {
    let all = paths
    let text = words.joined(separator: ".")
    // Without names before with them: a service may be called like a key.
    let choices = [all.filter { $0.text == text }, all.filter { $0.matches(words[...]) }]
    return choices.first { !$0.isEmpty } ?? all.filter { ("." + $0.text).hasSuffix("." + text) }
  }
}

extension KeyPath {
  /// Names of the user and positions may be there or be left out.
  fileprivate func matches(_ words: ArraySlice<String>) -> Bool { Self.matches(steps[...], words) }

  private static func matches(_ steps: ArraySlice<Step>, _ words: ArraySlice<String>) -> Bool {
    guard let step = steps.first else { return words.isEmpty }
    switch step {
    case .key(let key): return words.first == key.name && matches(steps.dropFirst(), words.dropFirst())
    case .entry:
      return matches(steps.dropFirst(), words) || (!words.isEmpty && matches(steps.dropFirst(), words.dropFirst()))
    case .element:
      let isPosition = words.first.map { Int($0) != nil } ?? false
      return matches(steps.dropFirst(), words) || (isPosition && matches(steps.dropFirst(), words.dropFirst()))
    }
  }
}
