internal import SMSSpool

/// One number of the report.
struct Figure {
  /// What is wanted of it.
  enum Goal {
    case atLeast(Double)
    case atMost(Double)
  }

  /// Its name in JSON, the unit included.
  let name: String

  /// Its line in the table, without the unit.
  let title: String

  let value: Double
  let unit: String

  /// Digits after the point, 0 to 3.
  var digits = 0

  var goal: Goal?

  /// Whether the goal is met; nil without one.
  var isMet: Bool? {
    switch goal {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    case nil: nil
    }
  }

  /// The value with its digits, such as `0.62`.
  var text: String { Figure.text(value, digits: digits) }

  /// The goal and whether it is met; empty without one.
  var goalText: String {
    let met = isMet == true ? "met" : "MISSED"
    return switch goal {
    case .atLeast(let bound): "at least \(Figure.text(bound, digits: 0)): \(met)"
    case .atMost(let bound): "at most \(Figure.text(bound, digits: 0)): \(met)"
    case nil: ""
    }
  }

  /// The value for JSON, rounded as in the table.
  var json: JSONValue {
    JSONNumber(Double(text) ?? value).map { .number($0) } ?? .null
  }

  private static func text(_ value: Double, digits: Int) -> String {
    let scale = [1, 10, 100, 1_000][digits]
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % scale)"
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
