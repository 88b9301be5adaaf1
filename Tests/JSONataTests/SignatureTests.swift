import JSON
import Testing

@testable import JSONata

/// Signatures of functions that are written in Swift, which trap where they are first used if they are wrong.
@Suite struct SignatureTests {
  @Test(arguments: Native.standard.values.sorted { $0.name < $1.name })
  func everyStandardFunctionHasOne(native: Native) throws {
    #expect(try Signature(strict: native.signatureText).parameters.count >= native.arity)
  }

  @Test func transformsHaveOne() { #expect(Transform.signature.parameters.map(\.type) == ["(oa)"]) }

  @Test(arguments: [
    "", "<", "<>", "s", "<s", "<q>", "< s>", "<sn?q:s>", "<(sn>", "<sn)>", "<?s>", "<a<n>", "<s<n>>", "<(a<n>)>",
    "<s:-n", "<(s:n)>",
  ])
  func slipsAreRefused(text: String) { #expect(throws: JSONataError.self) { try Signature(strict: text) } }

  /// Expressions may have them, as in the reference.
  @Test func slipsInExpressionsArePassedOver() throws {
    let expression = try Expression(parsing: "function($a)<s q:n>{ $a & '!' }('x')")
    #expect(try expression.evaluate(nil, now: 0, random: { 0 }) == "x!")
  }

  /// Where the reference makes a regular expression that its engine does not take.
  @Test(arguments: [
    ("n?+s", 20), ("s++", 20), ("s??+", 21), ("s+?-", 21), ("n-+", 20), ("s-?-", 21), ("(s-n)", 19), ("(s-)", 19),
    ("s(b-a)", 20), ("a<n>?+", 23),
  ])
  func quantifiersOfNothingAreRefused(signature: String, position: Int) throws {
    let failure = try #require(throws: JSONataError.self) {
      try Expression(parsing: "function($a, $b)<\(signature):n>{1}")
    }
    #expect(failure.code == "S0205" && failure.position == position, "\(failure)")
  }

  /// What a second quantifier and a range of types mean there.
  @Test(arguments: [
    ("λ($a,$b)<n+?a+>{$b}(1,2,3)", "[2]"), ("λ($a,$b)<n+a+>{$b}(1,2,3)", "1"),
    ("λ($a)<s+?>{$a}('x')", #""x""#), ("λ($a)<(n-s)>{$a}({})", "{}"), ("(1).(λ($a)<s?->{$a}())", "1"),
    ("λ($a)<s+?>{1}()", "T0410"), ("(1).(λ($a)<s->{$a}())", "T0411"), ("λ($a)<(n-s)>{$a}(true)", "T0410"),
  ])
  func quantifiersAndRangesAreThoseOfTheReference(text: String, expected: String) throws {
    do throws(JSONataError) {
      let value = try Expression(parsing: text).evaluate(.object([:]), now: 0, random: { 0 })
      #expect(value?.text == expected)
    } catch {
      #expect(error.code == expected)
    }
  }
}
