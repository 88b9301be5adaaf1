import JSON
import Prelude
import Simulation
import StatesLanguage

extension LoadReader {
  private static let mostProblems = 20

  /// A CSV file with the header `time_seconds[,input]`, times in ascending order.
  func trace(_ node: Cursor) -> Timetable? {
    guard let (bytes, path) = node.contents(), let rows = reading.rows(bytes, path) else { return nil }
    let header = rows.first?.map(\.text) ?? []
    guard header == ["time_seconds"] || header == ["time_seconds", "input"] else {
      let position = rows.first?.first?.position ?? reading.top.position
      reading.error(
        .syntax, Place(file: path, position: position),
        "found \(rows.isEmpty ? "an empty file" : "\"\(Node.excerpt(header.joined(separator: ",")))\""), "
          + "expected the header time_seconds or time_seconds,input")
      return nil
    }
    guard rows.count > 1 else {
      node.error(.value, "found no arrivals in \(path), expected at least one")
      return nil
    }
    var arrivals: [Timetable.Row] = []
    arrivals.reserveCapacity(rows.count - 1)
    var problems = 0
    for row in rows.dropFirst() {
      if let arrival = arrival(row, path, columns: header.count, after: arrivals.last?.at ?? .zero) {
        arrivals.append(arrival)
      } else {
        problems += 1
        if problems == Self.mostProblems { break }
      }
    }
    return problems == 0 ? Timetable(arrivals) : nil
  }

  private func arrival(
    _ row: [CSV.Field], _ path: String, columns: Int, after previous: Instant
  ) -> Timetable.Row? {
    let place = Place(file: path, position: row[0].position)
    guard row.count == columns else {
      reading.error(
        .syntax, place, "found \(row.count == 1 ? "one column" : "\(row.count) columns"), expected \(columns)",
        hint: row.count > columns ? "quote a JSON input, and double the quotes within: \"{\"\"id\"\":1}\"" : nil)
      return nil
    }
    guard let (decimal, unit) = DecimalText.split(row[0].text), unit.isEmpty,
      let nanoseconds = decimal.scaled(by: 1_000_000_000)
    else {
      reading.error(
        .value, place,
        "found \"\(Node.excerpt(row[0].text))\", expected a time in seconds with at most nine decimal places")
      return nil
    }
    let at = Instant(nanoseconds: nanoseconds)
    guard at >= previous else {
      reading.error(
        .value, place,
        "found \(row[0].text), which is before the line above it, expected times in ascending order")
      return nil
    }
    guard columns == 2, !row[1].text.isEmpty else { return Timetable.Row(at: at) }
    let inputPlace = Place(file: path, position: row[1].position)
    do throws(JSONSyntaxError) {
      let input = try JSON.parse(row[1].text)
      checkSize(input, inputPlace, "input")
      return Timetable.Row(at: at, input: input)
    } catch {
      reading.error(.syntax, inputPlace, "input: \(error.message)", hint: error.hint)
      return nil
    }
  }
}
