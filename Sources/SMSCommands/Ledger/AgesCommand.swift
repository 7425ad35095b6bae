internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `ages`: how long messages have been waiting, by account.
struct AgesCommand: Subcommand {
  private static let groups = ["account", "spool", "priority"]
  private static let by = OptionSpecification(
    "by",
    "WORD",
    kind: .words(groups),
    help: "a row for each account (unless given), spool or priority"
  )
  /// The upper bounds of the age classes, with their names.
  private static let bounds: [(seconds: Int64, name: String)] = [
    (60, "<1min"), (300, "<5min"), (1_200, "<20min"), (3_600, "<1h"), (14_400, "<4h"),
    (86_400, "<1d"), (259_200, "<3d"),
  ]

  static let specification = Specification(
    "ages",
    summary: "show how long messages have been waiting",
    options: [by, .json, .config],
    notes: [
      """
      Counts what has not ended, by the time since its acceptance. LATER are those of them that are \
      not to be sent yet: before their not_before, or their next attempt. Reads indexes of the \
      ledger in short transactions.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let group: String

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    group = try arguments.choice(Self.by) ?? Self.groups[0]
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "ages")
    let now = context.now
    let lanes = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.ages(
        below: Self.bounds.map { Interval(seconds: Double($0.seconds)) },
        at: now
      )
    }
    let rows = grouped(lanes)
    if arguments.has(.json) {
      context.console.say(json: rows.map { json($0.name, $0.ages) })
    } else if rows.isEmpty {
      context.console.report("Nothing waits.")
    } else {
      context.console.say(table(rows, now).lines)
    }
    return .done
  }

  /// The rows by name; priorities in their own order.
  private func grouped(_ lanes: [LaneAges]) -> [(name: String, ages: LaneAges)] {
    var rows: [(name: String, ages: LaneAges)] = []
    for ages in lanes.sorted(by: { name($0.lane) < name($1.lane) }) {
      let name = name(ages.lane)
      if let last = rows.indices.last, rows[last].name == name {
        rows[last].ages.add(ages)
      } else {
        rows.append((name, ages))
      }
    }
    guard group == "priority" else { return rows }
    return rows.sorted { $0.ages.lane.priority < $1.ages.lane.priority }
  }

  private func name(_ lane: Lane) -> String {
    switch group {
    case "spool": lane.spool
    case "priority": lane.priority.name
    default: lane.account
    }
  }

  private func table(_ rows: [(name: String, ages: LaneAges)], _ now: WallTime) -> Table {
    let numbers = ["TOTAL"] + Self.bounds.map(\.name) + ["OLDER", "LATER"]
    var table = Table([group.uppercased()] + numbers + ["OLDEST"], right: Set(numbers))
    var all = rows[0].ages
    for row in rows.dropFirst() { all.add(row.ages) }
    for (name, ages) in (rows.count > 1 ? [("(all)", all)] : []) + rows {
      let counts = [ages.total] + ages.counts + [ages.later]
      table.append(
        [name] + counts.map { $0 == 0 ? "-" : "\($0)" } + [Span.text(now.since(ages.oldest))]
      )
    }
    return table
  }

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
      (group, .string(name)), ("jobs", .number(JSONNumber(Int64(ages.total)))),
      ("classes", .array(classes)), ("later", .number(JSONNumber(Int64(ages.later)))),
      ("oldest_accepted_at", .string(Stamp.text(ages.oldest))),
    ])
  }
}
