import Chance
import JSONPath
import StatesLanguage
import StepFunctions

/// `answersToken`: the token that a service finds in its request, and when it is answered.
extension ServiceReader {
  static func tokenAnswer(_ node: Cursor) -> TokenAnswerModel? {
    guard let fields = node.fields(ScenarioGrammar.tokenAnswer),
      let after = fields.require("after", hint: "after: 5s")?.latency()
    else { return nil }
    var model = TokenAnswerModel(after: after, error: fields["error"]?.errorName())
    if let place = fields["path"] { model.place = tokenPlace(place) }
    return model
  }

  private static func tokenPlace(_ node: Cursor) -> TokenAnswerModel.Place? {
    if let text = jsonata(in: node) { return expression(.token, of: node, text).map { .expression($0) } }
    guard let text = node.text() else { return nil }
    do throws(PathSyntaxError) {
      let path = try Path(parsing: text)
      if !path.text.hasPrefix("$$"), path.variable == nil { return .path(path) }
      node.mismatch(.value, expected: "a path of the request", hint: "path: $.Payload.token")
    } catch {
      node.mismatch(.value, expected: "a path such as $.Payload.token, or { jsonata: … }")
    }
    return nil
  }
}
