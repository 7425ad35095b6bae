internal import SMSArguments
internal import SMSCore
internal import SMSJSON

/// How long messages have been waiting, as `ages` shows it.
struct AgeTable {
  /// What has a row of its own.
  enum Group: String, CaseIterable {
    case account
    case spool
    case priority
  }

  /// The upper bounds of the age classes, with their names.
  private static let bounds: [(seconds: Int64, name: String)] = [
    (60, "<1min"), (300, "<5min"), (1_200, "<20min"), (3_600, "<1h"), (14_400, "<4h"),
    (86_400, "<1d"), (259_200, "<3d"),
  ]

  private let group: Group
  private let now: WallTime
  /// By name; priorities in their own order.
  private let rows: [(name: String, ages: LaneAges)]

  /// Counts what waits.
  ///
  /// - Throws: `LedgerError` if the ledger cannot be read.
  init(
    _ ledger: any LedgerReader,
    by group: Group,
    at now: WallTime
  ) throws(LedgerError) {
    self.group = group
    self.now = now
    let bounds = Self.bounds.map { Interval(seconds: Double($0.seconds)) }
    rows = Self.rows(try ledger.ages(below: bounds, at: now), by: group)
  }

  var isEmpty: Bool { rows.isEmpty }

  private static func rows(
    _ lanes: [LaneAges],
    by group: Group
  ) -> [(name: String, ages: LaneAges)] {
    var rows: [(name: String, ages: LaneAges)] = []
    for ages in lanes.sorted(by: { group.name(of: $0.lane) < group.name(of: $1.lane) }) {
      let name = group.name(of: ages.lane)
      if let last = rows.indices.last, rows[last].name == name {
        rows[last].ages.add(ages)
      } else {
        rows.append((name, ages))
      }
    }
    guard group == .priority else { return rows }
    return rows.sorted { $0.ages.lane.priority < $1.ages.lane.priority }
  }

  /// A row for each, and one for all if there are several.
  var table: Table {
    let numbers = ["TOTAL"] + Self.bounds.map(\.name) + ["OLDER", "LATER"]
    var table = Table([group.rawValue.uppercased()] + numbers + ["OLDEST"], right: Set(numbers))
    guard var all = rows.first?.ages else { return table }
    for row in rows.dropFirst() { all.add(row.ages) }
    for (name, ages) in (rows.count > 1 ? [("(all)", all)] : []) + rows {
      let counts = [ages.total] + ages.counts + [ages.later]
      table.append(
        [name] + counts.map { $0 == 0 ? "-" : "\($0)" } + [Span.text(now.since(ages.oldest))]
      )
    }
    return table
  }

  /// An object for each row.
  var json: [JSONObject] { rows.map { json($0.name, $0.ages) } }

  private func json(_ name: String, _ ages: LaneAges) -> JSONObject {
    let bounds = Self.bounds.map { JSONValue.number(JSONNumber($0.seconds)) } + [nil]
    let classes = zip(bounds, ages.counts).map { bound, count in
      JSONValue.object(
        JSONObject(distinct: [
          ("below_seconds", bound), ("jobs", .number(JSONNumber(Int64(count)))),
        ])
      )
    }
    return JSONObject([
      (group.rawValue, .string(name)), ("jobs", .number(JSONNumber(Int64(ages.total)))),
      ("classes", .array(classes)), ("later", .number(JSONNumber(Int64(ages.later)))),
      ("oldest_accepted_at", .string(Stamp.text(ages.oldest))),
    ])
  }
}

extension AgeTable.Group {
  fileprivate func name(of lane: Lane) -> String {
    switch self {
    case .account: lane.account
    case .spool: lane.spool
    case .priority: lane.priority.name
    }
  }
}
