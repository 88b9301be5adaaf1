import Foundation
import Testing

@testable import Report
@testable import Simulation
@testable import StatesLanguage

@Suite struct StateGraphTests {
  private static func machine() throws -> StateMachine {
    let text = #"""
      {"StartAt":"Pay","States":{
        "Pay":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"Pay"},
          "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Refuse"}],"Next":"Split"},
        "Split":{"Type":"Parallel","Branches":[
          {"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},
          {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Succeed"}}}],"Next":"Again"},
        "Again":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":3,"Next":"Pay"}],"Default":"Done"},
        "Done":{"Type":"Succeed"},"Refuse":{"Type":"Fail","Error":"Refused"}}}
      """#
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: "a.json")
    #expect(diagnostics.filter { $0.severity == .error }.isEmpty)
    return try #require(machine)
  }

  @Test func statesLieInTheBoxThatHasThem() throws {
    let machine = try Self.machine()
    let graph = StateGraph(machine)
    func names(_ scope: StateGraph.Scope) -> [String] {
      scope.boxes.map { box in
        switch box.mark {
        case .begin: "begin"
        case .end: "end"
        case .state(let index): machine.states[index].name
        }
      }
    }
    #expect(names(graph.top) == ["begin", "Pay", "Split", "Refuse", "Again", "Done", "end"])
    let split = graph.top.boxes[2]
    #expect(split.scopes.map { names($0.scope) } == [["A"], ["B", "C"]])
    for (corner, scope) in split.scopes {
      #expect(corner.x + scope.layout.size.width <= split.size.width)
      #expect(corner.y + scope.layout.size.height <= split.size.height)
    }
    let edges = graph.top.edges.map { "\($0.edge.from)>\($0.edge.to) \($0.kind)" }
    #expect(edges == ["0>1 next", "1>2 next", "1>3 caught", "2>4 next", "4>1 choice", "4>5 choice", "5>6 next"])
  }

  @Test func aDrawingHasWhatBecameOfEachState() throws {
    let machine = try Self.machine()
    let results = machine.states.enumerated().map { index, state in
      StateResult(
        machine: 0, index: index, name: state.name, type: state.typeText, entered: Double(index), left: 0,
        meanTime: index == 0 ? .nan : 2, errors: index == 3 ? 8 : 0, throttled: 0, retried: 0, starts: nil)
    }
    let drawing = GraphDrawing(
      name: "Orders", graph: StateGraph(machine), results: results, most: [.errors: 8, .time: 2, .visits: 8],
      link: { $0 == 0 ? "#machine-1" : nil })
    let svg = drawing.svg().html
    #expect(Tags.problem(in: svg) == nil)
    #expect(svg.contains("href=\"#machine-1\""))
    #expect(svg.contains("lambda:invoke"))
    #expect(svg.contains("never left"))
    #expect(svg.contains(" errors4"))
    #expect(svg.components(separatedBy: "class=\"state ").count - 1 == machine.states.count)
    #expect(!svg.contains("nan"))
  }
}
