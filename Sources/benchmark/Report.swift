internal import SMSSpool
internal import SMSSystem

/// All figures of a run.
struct Report {
  private let messages: Int
  private let figures: [Figure]

  /// Makes the report.
  ///
  /// - Parameters:
  ///   - messages: How many the load had, 1 or more.
  ///   - rest: What was measured one by one.
  ///   - load: What was measured of many.
  ///   - floor: Nanoseconds that the load's files take without a daemon.
  ///   - receipts: How many a second were taken meanwhile; nil if there were none.
  init(
    messages: Int,
    rest: RestingDrops.Figures,
    load: Load.Figures,
    floor: Int64,
    receipts: Double?
  ) {
    self.messages = messages
    figures =
      Report.speed(messages, load, floor)
      + Report.delay(rest)
      + Report.memory(load)
      + Report.receipts(receipts)
  }

  private static func speed(_ messages: Int, _ load: Load.Figures, _ floor: Int64) -> [Figure] {
    let count = Double(messages)
    let throughput = count / seconds(load.duration)
    let bare = count / seconds(floor)
    return [
      Figure(
        name: "messages_per_second",
        title: "from file to result",
        value: throughput,
        unit: "messages/s",
        goal: .atLeast(3_000)
      ),
      Figure(
        name: "floor_per_second",
        title: "the same files, no daemon",
        value: bare,
        unit: "messages/s"
      ),
      Figure(name: "floor_ratio", title: "of that", value: throughput / bare, unit: "", digits: 2),
      Figure(
        name: "dropped_per_second",
        title: "meanwhile dropped at",
        value: count / seconds(load.dropping),
        unit: "messages/s"
      ),
      Figure(
        name: "processor_us_per_message",
        title: "processor time of the daemon",
        value: Double(load.processor) / 1_000 / count,
        unit: "µs/message"
      ),
    ]
  }

  private static func delay(_ rest: RestingDrops.Figures) -> [Figure] {
    [
      delay("p50", "drop to wire at rest, half within", rest.percentile(50), .atMost(5)),
      delay("p99", "99 % within", rest.percentile(99), nil),
      delay("max", "all within", rest.percentile(100), nil),
    ]
  }

  private static func delay(
    _ name: String,
    _ title: String,
    _ value: Int64,
    _ goal: Figure.Goal?
  ) -> Figure {
    Figure(
      name: "drop_to_wire_\(name)_ms",
      title: title,
      value: seconds(value) * 1_000,
      unit: "ms",
      digits: 2,
      goal: goal
    )
  }

  private static func memory(_ load: Load.Figures) -> [Figure] {
    [
      Figure(
        name: "resident_at_rest_mb",
        title: "resident at rest, before the load",
        value: Double(load.before.residentBytes) / 1_000_000,
        unit: "MB",
        digits: 1,
        goal: .atMost(25)
      ),
      Figure(
        name: "resident_after_mb",
        title: "after it",
        value: Double(load.after.residentBytes) / 1_000_000,
        unit: "MB",
        digits: 1
      ),
    ]
  }

  private static func receipts(_ rate: Double?) -> [Figure] {
    guard let rate else { return [] }
    return [
      Figure(
        name: "receipts_per_second",
        title: "receipts taken, durable",
        value: rate,
        unit: "receipts/s"
      )
    ]
  }

  private static func seconds(_ nanoseconds: Int64) -> Double {
    Double(nanoseconds) / 1_000_000_000
  }
}

extension Report {
  /// One JSON object in a line.
  var json: String {
    var object = JSONObject([("messages", .number(JSONNumber(Int64(messages))))])
    for figure in figures { object.set(figure.name, figure.json) }
    let missed = figures.filter { $0.isMet == false }.map { JSONValue.string($0.name) }
    object.set("missed", .array(missed))
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self) + "\n"
  }

  /// A figure a line.
  var table: String {
    let width = figures.map(\.title.count).max() ?? 0
    let lines = figures.map { figure in
      let title = figure.title + String(repeating: " ", count: width - figure.title.count)
      let blanks = String(repeating: " ", count: max(0, 9 - figure.text.count))
      let unit = figure.unit + String(repeating: " ", count: max(0, 12 - figure.unit.count))
      let line = "\(title)\(blanks)\(figure.text) \(unit)\(figure.goalText)"
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    return (["\(messages) messages, each sent exactly once", ""] + lines).joined(separator: "\n")
      + "\n"
  }
}
