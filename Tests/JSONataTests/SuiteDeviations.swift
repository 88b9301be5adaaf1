/// Cases of the official suite whose answer there is not the one on AWS.
extension SuiteCase {
  /// The code that the case ends with on AWS, and why.
  static let differsOnAWS: [String: (code: String, reason: String)] = [
    "range-operator/case021": ("U1001", "10,000,000 numbers exceed AWS's memory limit"),
    "range-operator/case024": ("U1001", "10,000,000 numbers exceed AWS's memory limit"),
    "tail-recursion/case001": ("U1001", "100 calls that are no tail calls exceed AWS's depth of 100 evaluations"),
  ]

  /// JSONata 2.0.6 does not answer but fails in the words of its host, or never ends: the suite's answer counts.
  static let hostFailures: [String: String] = [
    "function-contains/case007": "reads a member of undefined",
    "function-formatNumber/issue785#0": "never ends", "function-formatNumber/issue785#1": "never ends",
    "function-formatNumber/issue785#3": "never ends",
    "function-formatNumber/issue786#0": "reads a member of undefined",
    "function-formatNumber/issue786#1": "reads a member of undefined",
    "function-formatNumber/issue786#2": "reads a member of undefined",
    "function-formatNumber/issue786#3": "reads a member of undefined",
    "function-pad/case011": "makes an array of 2.7 items", "function-pad/case012": "makes an array of 2.7 items",
    "joins/library-joins#12": "reads a member of undefined",
    "wildcards/case010#1": "shows how the host represents a function",
  ]
}
