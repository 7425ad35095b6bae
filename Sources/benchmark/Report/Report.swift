internal import SMSJSON
internal import SMSSystem

/// All figures of a run.
struct Report {
  let machine: Machine
  let figures: [Figure]

  /// One JSON object on one line.
  var json: String {
    let missed = figures.filter { $0.isMet == false }.map { JSONValue.string($0.name) }
    let object = JSONObject([
      ("machine", .string(machine.description)),
      ("figures", .object(JSONObject(figures.map { ($0.name, $0.json) }))),
      ("missed", .array(missed)),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self) + "\n"
  }

  /// One figure per line, with its floor, its ratio to that, and its goal.
  var table: String {
    let rows = figures.map { figure in
      [
        figure.title, figure.text, figure.unit,
        figure.floor.map { Figure.text($0.value, digits: figure.digits) } ?? "",
        figure.ratio.map { Figure.text($0, digits: 2) } ?? "", figure.floor?.title ?? "",
        figure.goalText,
      ]
    }
    let all = [["", "", "", "floor", "ratio", "the floor is", "goal"]] + rows
    let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      let cells = row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return [1, 3, 4].contains(column) ? blanks + cell : cell + blanks
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    return ([machine.description, ""] + lines).joined(separator: "\n") + "\n"
  }
}
