import JSON
import JSONata
import Testing

/// Numbers as AWS's evaluator has them: JavaScript's have fewer digits and no infinities in JSON.
@Suite struct NumberTests {
  static let input: JSON = [
    "id": 1_541_815_603_606_036_481, "max": .integer(.max), "min": .integer(.min), "wide": 9_007_199_254_740_993,
    "list": [9_007_199_254_740_993, 1, 9_007_199_254_740_992, 9_007_199_254_740_993],
    "written": .array([.double(2), .double(1e3), .double(1.5), ["n": .double(-0.0)]]),
  ]

  func run(_ text: String) throws -> String? {
    try JSONata.Expression(parsing: text).evaluate(Self.input, now: 0) { 0.5 }?.text
  }

  @Test(arguments: [
    ("id", "1541815603606036481"), ("max", "9223372036854775807"), ("min", "-9223372036854775808"),
    ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
    ("-9223372036854775807", "-9223372036854775807"), ("9223372036854775808", "9.223372036854776e+18"),
    ("id + 1", "1541815603606036482"), ("id - 1", "1541815603606036480"), ("1 + id", "1541815603606036482"),
    ("9007199254740992 + 1", "9007199254740993"), ("9007199254740993 - 1", "9007199254740992"),
    ("3037000499 * 3037000499", "9223372030926249001"), ("3037000500 * 3037000500", "9.22337203700025e+18"),
    ("max + 1", "9.223372036854776e+18"), ("min - 2000", "-9.223372036854778e+18"),
    ("max + 0.5", "9.223372036854776e+18"),
    ("wide * 3 / 3", "9007199254740993"), ("wide / 2", "4503599627370496"), ("min / -1", "9.223372036854776e+18"),
    ("wide % 10", "3"), ("-wide % 10", "-3"), ("max % 1e19", "9.223372036854776e+18"), ("min % -1", "0"),
    ("-wide", "-9007199254740993"), ("-(-wide)", "9007199254740993"), ("7 / 2", "3.5"), ("-7 % 4", "-3"),
    ("$sum(list)", "27021597764222979"), ("$sum([max, 1, -1])", "9.223372036854776e+18"),
    ("$sum([0.1, 0.2])", "0.30000000000000004"), ("$max(list)", "9007199254740993"),
    ("$min([wide, id])", "9007199254740993"),
    ("$max([wide, 1e19])", "1e+19"), ("$average([wide, wide])", "9007199254740993"), ("$average([1, 2])", "1.5"),
    ("$abs(-wide)", "9007199254740993"), ("$floor(wide)", "9007199254740993"), ("$ceil(wide)", "9007199254740993"),
    ("$round(wide)", "9007199254740993"), ("$abs(min)", "9.223372036854776e+18"),
    ("$number('9007199254740993')", "9007199254740993"), ("$number('0x20000000000001')", "9007199254740993"),
    ("$number('9007199254740993.5')", "9007199254740994"), ("$number('007')", "7"),
    ("$parseInteger('9,007,199,254,740,993', '#,##0')", "9007199254740993"),
    ("[wide..9007199254740995]", "[9007199254740993,9007199254740994,9007199254740995]"),
    ("$sort(list)", "[1,9007199254740992,9007199254740993,9007199254740993]"),
    ("list^(>$)", "[9007199254740993,9007199254740993,9007199254740992,1]"),
    ("$distinct(list)", "[9007199254740993,1,9007199254740992]"),
    (
      "list[$ = 9007199254740993]",
      "[9007199254740993,9007199254740993]"
    ), ("$type(wide)", "\"number\""), ("$boolean(wide)", "true"),
    ("$map([wide], function($n){$n + 1})", "9007199254740994"),
  ])
  func wholeNumbersOf64BitsAreExact(_ text: String, _ expected: String) throws { #expect(try run(text) == expected) }

  @Test(arguments: [
    ("wide = 9007199254740992", "false"), ("wide != 9007199254740992", "true"), ("wide = wide", "true"),
    ("wide > 9007199254740992", "true"), ("9007199254740992 < wide", "true"), ("wide < 9007199254740992.5", "false"),
    ("max < 9223372036854775808", "true"), ("9223372036854775808 > max", "true"), ("max > 1.5", "true"),
    ("max >= 9223372036854775808", "false"), ("wide in list", "true"), ("9007199254740991 in list", "false"),
    ("{'a': wide} = {'a': 9007199254740993}", "true"), ("{'a': wide} = {'a': 9007199254740992}", "false"),
  ])
  func comparisonsAreExact(_ text: String, _ expected: String) throws { #expect(try run(text) == expected) }

  @Test(arguments: [
    ("'order-' & id", "order-1541815603606036481"), ("$string(max)", "9223372036854775807"),
    ("$string({'n': [max]})", "{\"n\":[9223372036854775807]}"), ("$string(9223372036854775808)", "9223372036854776000"),
    ("$string(-9223372036854777800)", "-9223372036854778000"), ("$string(max + 1)", "9223372036854776000"),
    ("$string(999999999999999868928)", "999999999999999900000"), ("$string(1e20)", "100000000000000000000"),
    ("$string([1.5e20])", "[150000000000000000000]"), ("$string(1e21)", "1e+21"), ("$string(-1e21)", "-1e+21"),
    ("$string(1e21 - 1)", "1e+21"), ("$string(1234567890123456789012)", "1.2345678901234568e+21"),
    ("$string(1234567890123456)", "1234567890123456"), ("1e18 & ''", "1000000000000000000"),
    ("4611686018427387904 & ''", "4611686018427387904"), ("$string(1/3)", "0.333333333333333"),
    ("0.1 + 0.2 & ''", "0.3"),
    ("$string(1e-6)", "0.000001"), ("$string(1e-7)", "1e-7"), ("$string(-0)", "0"), ("2.0 & ''", "2"),
    ("$formatNumber(wide, '#,##0.00')", "9,007,199,254,740,993.00"), ("$formatNumber(-wide, '0')", "-9007199254740993"),
    ("$formatInteger(wide, '#,##0')", "9,007,199,254,740,993"), ("$formatInteger(-wide, '0')", "-9007199254740993"),
    ("$formatBase(wide, 16)", "20000000000001"), ("$formatBase(-wide)", "-9007199254740993"),
    ("$join(list.$string(), ' ')", "9007199254740993 1 9007199254740992 9007199254740993"),
  ])
  func textsHaveAllDigits(_ text: String, _ expected: String) throws {
    #expect(try run(text) == JSON.string(expected).text)
  }

  @Test(arguments: [
    ("1/0", "\"Infinity\""), ("-1/0", "\"-Infinity\""), ("0/0", "\"NaN\""), ("0 % 0", "\"NaN\""),
    ("1e308 * 10", "\"Infinity\""), ("[1/0, 2]", "[\"Infinity\",2]"), ("{'k': [0/0]}", "{\"k\":[\"NaN\"]}"),
    ("$parseInteger('none', '0')", "\"NaN\""), ("$type(1/0)", "\"number\""), ("$sum([1/0])", "\"Infinity\""),
  ])
  func numbersThatAreNotFiniteLeaveAsTexts(_ text: String, _ expected: String) throws {
    #expect(try run(text) == expected)
  }

  /// Also where the expression does not look at them.
  @Test(arguments: [
    ("written", "[2,1000,1.5,{\"n\":0}]"), ("written[0]", "2"), ("$", nil),
    ("{'w': $.written[3]}", "{\"w\":{\"n\":0}}"),
  ])
  func howANumberWasWrittenIsForgotten(_ text: String, _ expected: String?) throws {
    let value = try run(text)
    if let expected { #expect(value == expected) } else { #expect(value?.contains("\"written\":[2,1000,1.5,") == true) }
  }
}
