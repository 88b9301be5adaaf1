import JSON

/// A table for a terminal, or as JSON for programs.
struct Listing {
  var columns: [String]
  var rows: [[String]]

  var text: String {
    let all = [columns] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return line.prefix(line.count - line.reversed().prefix { $0 == " " }.count) + "\n"
    }.joined()
  }

  var json: JSON {
    .array(rows.map { row in .object(JSONObject(uniqueMembers: zip(columns, row).map { ($0, .string($1)) })) })
  }
}
