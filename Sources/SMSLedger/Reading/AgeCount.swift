internal import SMSCore

/// Counts what waits, by lane and age, from indexes alone.
///
/// Job numbers ascend in order of acceptance: the first number of each age class is sought once, and
/// then numbers are compared. The indexes are read in steps of `step` entries.
struct AgeCount {
  private static let step: Int64 = 50_000

  private let connection: Connection
  private let now: WallTime
  /// The first numbers of all classes but the last, the youngest class first: descending.
  private let firsts: [Int64]
  private let step: Int64

  /// Seeks where the age classes begin.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  init(
    _ connection: Connection,
    below bounds: [Interval],
    at now: WallTime,
    step: Int64 = step
  ) throws(LedgerError) {
    self.connection = connection
    self.now = now
    self.step = step
    var firsts: [Int64] = []
    for bound in bounds {
      let time = now.advanced(by: Interval(nanoseconds: -bound.nanoseconds))
      firsts.append(try connection.firstNumber(acceptedAfter: time))
    }
    self.firsts = firsts
  }

  /// The lanes in which messages have not ended.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func lanes() throws(LedgerError) -> [LaneAges] {
    var found: [Lane: LaneAges] = [:]
    for lane in try connection.waitingLanes() { try countWaiting(lane, &found) }
    for lane in try connection.heldLanes() { try countHeld(lane, &found) }
    try countOpen(&found)
    var merged: [Lane: LaneAges] = [:]
    for var ages in found.values {
      ages.lane = ages.lane.withoutBatch
      if merged[ages.lane] == nil { merged[ages.lane] = ages } else { merged[ages.lane]?.add(ages) }
    }
    return merged.values.sorted { $0.lane.order < $1.lane.order }
  }

  /// Queued and deferred messages, by due time; those due at one time, by number.
  private func countWaiting(
    _ lane: Lane,
    _ found: inout [Lane: LaneAges]
  ) throws(LedgerError) {
    var due: Int64?
    repeat {
      if let due {
        let sameTime = SQLCondition("\(Self.waiting) AND due = ?", lane.values + [.integer(due)])
        try countByNumber(sameTime, hasDue: true, lane, &found)
      }
      let rest = SQLCondition(
        "\(Self.waiting) AND due > ?",
        lane.values + [.integer(due ?? .min)]
      )
      due = try end("due", of: rest)
      let part = due.map { SQLCondition("\(rest.sql) AND due < ?", rest.values + [.integer($0)]) }
      try count(part ?? rest, hasDue: true, lane, &found)
    } while due != nil
  }

  /// Held messages, by number.
  private func countHeld(_ lane: Lane, _ found: inout [Lane: LaneAges]) throws(LedgerError) {
    try countByNumber(SQLCondition(Self.held, lane.valuesWithoutBatch), hasDue: false, lane, &found)
  }

  private func countByNumber(
    _ jobs: SQLCondition,
    hasDue: Bool,
    _ lane: Lane,
    _ found: inout [Lane: LaneAges]
  ) throws(LedgerError) {
    var last: Int64? = .min
    while let start = last {
      let rest = SQLCondition("\(jobs.sql) AND number > ?", jobs.values + [.integer(start)])
      last = try end("number", of: rest)
      let part = last.map {
        SQLCondition("\(rest.sql) AND number <= ?", rest.values + [.integer($0)])
      }
      try count(part ?? rest, hasDue: hasDue, lane, &found)
    }
  }

  /// The value of a column at the end of the next step; nil if fewer are left.
  private func end(_ column: String, of jobs: SQLCondition) throws(LedgerError) -> Int64? {
    try connection.first(
      "SELECT \(column) \(jobs.sql) ORDER BY \(column) LIMIT 1 OFFSET ?",
      jobs.values + [.integer(step - 1)]
    ) { $0.integer(0) }
  }

  /// Attempts in progress and in doubt, of which there are never many.
  private func countOpen(_ found: inout [Lane: LaneAges]) throws(LedgerError) {
    for index in ["job_attempting WHERE state = 3", "job_in_doubt WHERE state = 4"] {
      var lanes: Set<Lane> = []
      try connection.query(
        "SELECT DISTINCT account, spool, priority, 0, 0 FROM job INDEXED BY \(index)"
          + " AND account IS NOT NULL"
      ) { row throws(LedgerError) in lanes.insert(try row.lane(from: 0)) }
      for lane in lanes {
        let jobs = "FROM job INDEXED BY \(index) AND account = ? AND spool = ? AND priority = ?"
        try count(SQLCondition(jobs, lane.valuesWithoutBatch), hasDue: false, lane, &found)
      }
    }
  }

  /// Adds the jobs of a query, which must not be many.
  ///
  /// With `hasDue`, they wait for their due time, which is in the index.
  private func count(
    _ jobs: SQLCondition,
    hasDue: Bool,
    _ lane: Lane,
    _ found: inout [Lane: LaneAges]
  ) throws(LedgerError) {
    let sums = firsts.map { _ in ", total(number >= ?)" }.joined()
    let part = try connection.first(
      "SELECT count(*), min(number), total(\(hasDue ? "due" : "0") > ?)\(sums) \(jobs.sql)",
      [.time(now)] + firsts.map { .integer($0) } + jobs.values
    ) { row in
      let younger = firsts.indices.map { Int(row.integer(Int32($0) + 3)) } + [row.count(0)]
      return (younger: younger, later: row.count(2), first: row.integer(1))
    }
    guard let part, let all = part.younger.last, all > 0,
      let oldest = try connection.acceptance(from: part.first)
    else { return }
    let ages = LaneAges(
      lane: lane,
      counts: zip(part.younger, [0] + part.younger).map { $0 - $1 },
      later: part.later,
      oldest: oldest
    )
    if found[lane] == nil { found[lane] = ages } else { found[lane]?.add(ages) }
  }

  private static let lane = "account = ? AND spool = ? AND priority = ?"
  static let waiting = """
    FROM job INDEXED BY job_lane WHERE account IS NOT NULL AND state <= 1 AND \(lane)
      AND batch = ? AND zones = ?
    """
  static let held = """
    FROM job INDEXED BY job_held WHERE account IS NOT NULL AND state = 2 AND \(lane)
    """
}

extension Connection {
  /// When the first job from a number on was accepted; nil if there is none.
  fileprivate func acceptance(from number: Int64) throws(LedgerError) -> WallTime? {
    try first(
      "SELECT accepted FROM job WHERE number >= ? ORDER BY number LIMIT 1",
      [.integer(number)]
    ) { $0.time(0) }
  }

  /// The number from which on jobs were accepted after a time; beyond the last one if none was.
  fileprivate func firstNumber(acceptedAfter time: WallTime) throws(LedgerError) -> Int64 {
    var low = try self.number("SELECT min(number) FROM job")
    var high = try self.number("SELECT max(number) FROM job") + 1
    while low < high {
      let middle = low + (high - low) / 2
      if let accepted = try acceptance(from: middle), accepted <= time {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The lanes with held messages; jumps from lane to lane in the index.
  fileprivate func heldLanes() throws(LedgerError) -> Set<Lane> {
    let columns = "account, spool, priority"
    let held = "FROM job INDEXED BY job_held WHERE account IS NOT NULL AND state = 2"
    var lanes: Set<Lane> = []
    var last = try first("SELECT \(columns), 0, 0 \(held) ORDER BY \(columns) LIMIT 1") {
      row throws(LedgerError) in try row.lane(from: 0)
    }
    while let lane = last {
      lanes.insert(lane)
      last = try first(
        """
        SELECT \(columns), 0, 0 \(held) AND (\(columns), number) > (?, ?, ?, ?)
        ORDER BY \(columns), number LIMIT 1
        """,
        lane.valuesWithoutBatch + [.integer(.max)]
      ) { row throws(LedgerError) in try row.lane(from: 0) }
    }
    return lanes
  }
}
