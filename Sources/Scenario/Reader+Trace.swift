import JSON
import Prelude
import Simulation

extension Reader {
  /// A CSV file with the header `time_seconds[,input]`, times in ascending order.
  mutating func trace(_ node: Node, _ what: String) -> [(at: Instant, input: JSON?)]? {
    guard let (bytes, path) = contents(node, what), let rows = rows(bytes, path) else { return nil }
    let header = rows.first?.map(\.text) ?? []
    guard header == ["time_seconds"] || header == ["time_seconds", "input"] else {
      let position = rows.first?.first?.position ?? top.position
      error(
        Place(file: path, position: position),
        "found \(rows.isEmpty ? "an empty file" : "\"\(Node.excerpt(header.joined(separator: ",")))\""), "
          + "expected the header time_seconds or time_seconds,input")
      return nil
    }
    guard rows.count > 1 else {
      error(node.place, "\(what): found no arrivals in \(path), expected at least one")
      return nil
    }
    var arrivals: [(at: Instant, input: JSON?)] = []
    arrivals.reserveCapacity(rows.count - 1)
    var problems = 0
    for row in rows.dropFirst() {
      if let arrival = arrival(row, path, columns: header.count, after: arrivals.last?.at ?? .zero) {
        arrivals.append(arrival)
      } else {
        problems += 1
        if problems == 20 { break }
      }
    }
    return problems == 0 ? arrivals : nil
  }

  private mutating func arrival(
    _ row: [CSV.Field], _ path: String, columns: Int, after previous: Instant
  ) -> (at: Instant, input: JSON?)? {
    let place = Place(file: path, position: row[0].position)
    guard row.count == columns else {
      error(
        place, "found \(row.count == 1 ? "one column" : "\(row.count) columns"), expected \(columns)",
        hint: row.count > columns ? "quote a JSON input, and double the quotes within: \"{\"\"id\"\":1}\"" : nil)
      return nil
    }
    guard let (decimal, unit) = Quantity.split(row[0].text), unit.isEmpty,
      let nanoseconds = decimal.scaled(by: 1_000_000_000)
    else {
      error(
        place, "found \"\(Node.excerpt(row[0].text))\", expected a time in seconds with at most nine decimal places")
      return nil
    }
    let at = Instant(nanoseconds: nanoseconds)
    guard at >= previous else {
      error(place, "found \(row[0].text), which is before the line above it, expected times in ascending order")
      return nil
    }
    guard columns == 2, !row[1].text.isEmpty else { return (at, nil) }
    let inputPlace = Place(file: path, position: row[1].position)
    do throws(JSONSyntaxError) {
      let input = try JSON.parse(row[1].text)
      checkSize(input, inputPlace, "input")
      return (at, input)
    } catch {
      self.error(inputPlace, "input: \(error.message)", hint: error.hint)
      return nil
    }
  }
}
