// JSON: values with ordered members, a parser with positions, a printer. It knows nothing of states or workflows.

/// A JSON value. Integers that fit 64 bits keep their exactness; every other number is a `double`.
public enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}
