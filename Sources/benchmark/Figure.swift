internal import SMSJSON

/// One number of the report.
struct Figure {
  /// The bound that the value should keep to.
  enum Goal {
    case atLeast(Double)
    case atMost(Double)
  }

  /// What would be reached without the daemon, measured in the same run, or the most possible.
  struct Floor {
    let value: Double
    let title: String
  }

  /// Its name in JSON, including the unit.
  let name: String

  /// Its label in the table, without the unit.
  let title: String

  let value: Double
  var unit = ""

  /// Digits after the decimal point, 0 to 3.
  var digits = 0

  var floor: Floor?

  var goal: Goal?

  /// Whether the goal is met; nil without one.
  var isMet: Bool? {
    switch goal {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    case nil: nil
    }
  }

  /// The value divided by the floor; nil without one.
  var ratio: Double? { floor.map { $0.value == 0 ? 0 : value / $0.value } }

  /// The value with its digits, such as `0.62`.
  var text: String { Figure.text(value, digits: digits) }

  /// The goal and whether it is met; empty without one.
  var goalText: String {
    let met = isMet == true ? "met" : "MISSED"
    return switch goal {
    case .atLeast(let bound): "at least \(text(ofGoal: bound)): \(met)"
    case .atMost(let bound): "at most \(text(ofGoal: bound)): \(met)"
    case nil: ""
    }
  }

  private func text(ofGoal bound: Double) -> String {
    Figure.text(bound, digits: bound == bound.rounded() ? 0 : max(1, digits))
  }

  /// Value, floor and goal, rounded as in the table.
  var json: JSONValue {
    var object = JSONObject([("value", Figure.number(value, digits)), ("unit", .string(unit))])
    if let floor, let ratio {
      object.set("floor", Figure.number(floor.value, digits))
      object.set("floor_is", .string(floor.title))
      object.set("ratio", Figure.number(ratio, 2))
    }
    switch goal {
    case .atLeast(let bound): object.set("at_least", Figure.number(bound, 3))
    case .atMost(let bound): object.set("at_most", Figure.number(bound, 3))
    case nil: break
    }
    if let isMet { object.set("met", .bool(isMet)) }
    return .object(object)
  }

  private static func number(_ value: Double, _ digits: Int) -> JSONValue {
    JSONNumber(Double(text(value, digits: digits)) ?? value).map { .number($0) } ?? .null
  }

  static func text(_ value: Double, digits: Int) -> String {
    let scale = [1, 10, 100, 1_000][digits]
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % scale)"
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
