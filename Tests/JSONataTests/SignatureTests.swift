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
}
