/// The figures as a bar chart (SVG 1.1), each with its own scale and marks for floor and goal.
struct Chart {
  private static let row = 26
  private static let left = 320
  private static let width = 420

  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  /// The whole document.
  var svg: String {
    let height = report.figures.count * Self.row + 70
    let rows = report.figures.enumerated().map { row($1, y: 48 + $0 * Self.row) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="900" height="\(height)" \
      font-family="sans-serif" font-size="12">
      <rect width="900" height="\(height)" fill="#ffffff"/>
      <text x="10" y="20" font-size="14">\(Self.escaped(report.machine.description))</text>
      <text x="10" y="36" fill="#666666">bar: measured; green meets its goal, red misses it; \
      line: goal; triangle: floor</text>
      \(rows.joined(separator: "\n"))
      </svg>

      """
  }

  private func row(_ figure: Figure, y: Int) -> String {
    let goal = figure.bound
    let most = max(figure.value, goal ?? 0, figure.floor?.value ?? 0, 0.001)
    func place(_ value: Double) -> Int { Int(value / most * Double(Self.width)) }
    let color = figure.isMet.map { $0 ? "#2e8b57" : "#c0392b" } ?? "#5b7fa6"
    var parts = [
      "<text x=\"10\" y=\"\(y + 15)\">\(Self.escaped(figure.title))</text>",
      "<rect x=\"\(Self.left)\" y=\"\(y + 4)\" width=\"\(max(1, place(figure.value)))\""
        + " height=\"14\" fill=\"\(color)\"/>",
      "<text x=\"\(Self.left + Self.width + 10)\" y=\"\(y + 15)\">"
        + "\(Self.escaped("\(figure.text) \(figure.unit)"))</text>",
    ]
    if let goal {
      let x = Self.left + place(goal)
      parts.append("<path d=\"M\(x) \(y + 1) V\(y + 21)\" stroke=\"#000000\" stroke-width=\"2\"/>")
    }
    if let floor = figure.floor {
      let x = Self.left + place(floor.value)
      parts.append("<path d=\"M\(x) \(y + 4) l-5 -6 h10 z\" fill=\"#444444\"/>")
    }
    return parts.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      default: String(character)
      }
    }.joined()
  }
}

extension Figure {
  /// The goal's number; nil without one.
  fileprivate var bound: Double? {
    switch goal {
    case .atLeast(let bound), .atMost(let bound): bound
    case nil: nil
    }
  }
}
