/// What happened, as the shell reports it to the alarms.
package enum AlarmEvent: Sendable {
  /// A condition holds, perhaps with new figures.
  case holds(AlarmCondition)
  case over(AlarmKey)
  /// All conditions of a kind that hold; every other one of that kind is over.
  case observed(AlarmKey.Kind, [AlarmCondition])
  /// A report has reached everyone that it goes to, or was given up.
  case delivered(id: String, AlarmNotice.State)
  case reconfigured(AlarmPolicy)
  /// A wake-up that was asked for.
  case timer
}

/// What the alarms want done, in this order.
package enum AlarmAction: Hashable, Sendable {
  case report(AlarmNotice)
  /// Stores what is needed after a restart, in place of an earlier record with that id.
  case keep(AlarmRecord)
  case forget(id: String)
}

/// Decides which conditions are reported as alarms, and when.
///
/// It is pure: what was observed and the time go in, reports come out.
/// - A condition that goes on is one alarm: it is raised, repeated after `repeatAfter`, and cleared
///   once it has been over for `clearAfter`.
/// - One that comes and goes is cleared only after longer and longer quiet.
/// - There are never more reports than `AlarmPace` allows. Alarms beyond that are counted in one
///   more alarm, the summary, and raised by themselves as soon as all that are as severe fit.
/// - A clearance that has to wait for the pace is never dropped.
package struct AlarmMachine: Sendable {
  /// An alarm that returns within this time of its clearance must be quiet for longer.
  package static let flapTime = Interval(seconds: 3_600)
  package static let longestQuiet = Interval(seconds: 3_600)
  /// How long after a start earlier alarms are assumed to continue.
  package static let settlingTime = Interval(seconds: 60)
  /// Further conditions are not tracked; there are far fewer accounts, spools and senders.
  static let mostAlarms = 1_000
  private static let summary = AlarmKey(.more)

  private var policy: AlarmPolicy
  private var pace: AlarmPace
  private var ids: AlarmIDs
  private var alarms: [AlarmKey: StandingAlarm] = [:]
  /// Alarms of an earlier process that are over, and whose clearance may have reached nobody.
  private var owed: [AlarmRecord] = []
  /// Alarms whose clearance was reported and has not been delivered yet, by id.
  private var departing: Set<String> = []
  private var flaps: [AlarmKey: (count: Int, clearedAt: MonotonicTime)] = [:]
  private var actions: [AlarmAction] = []

  /// Continues with the alarms of an earlier process.
  ///
  /// - Parameters:
  ///   - policy: How often alarms are reported.
  ///   - seed: Makes the ids.
  ///   - records: What was stored.
  ///   - now: Until they are observed again, their conditions are taken to be over from now on.
  package init(policy: AlarmPolicy, seed: UInt64, records: [AlarmRecord], at now: Moment) {
    self.policy = policy
    ids = AlarmIDs(seed: seed)
    pace = AlarmPace(policy, at: now.monotonic)
    for record in records.sorted(by: { $0.id < $1.id }) { resume(record, at: now) }
  }

  private mutating func resume(_ record: AlarmRecord, at now: Moment) {
    guard !record.isOver, alarms[record.condition.key] == nil else { return owed.append(record) }
    let age = Interval(nanoseconds: max(0, now.wall.since(record.reportedAt).nanoseconds))
    alarms[record.condition.key] = StandingAlarm(
      id: record.id,
      since: record.since,
      condition: record.condition,
      reported: record.isDelivered ? record.condition.severity : nil,
      reportedAt: now.monotonic.advanced(by: Interval(nanoseconds: -age.nanoseconds)),
      reportedCount: record.condition.count ?? 0,
      overSince: now.monotonic,
      quiet: max(policy.clearAfter, Self.settlingTime),
      isDelivered: record.isDelivered,
      isKept: true
    )
  }

  /// Handles one event and returns what to do next.
  package mutating func handle(_ event: AlarmEvent, at now: Moment) -> [AlarmAction] {
    switch event {
    case .holds(let condition): hold(condition, at: now)
    case .over(let key): end(key, at: now.monotonic)
    case .observed(let kind, let conditions):
      for condition in conditions { hold(condition, at: now) }
      let holding = Set(conditions.map(\.key))
      for key in alarms.keys where key.kind == kind && !holding.contains(key) {
        end(key, at: now.monotonic)
      }
    case .delivered(let id, let state): delivered(id, state, at: now.wall)
    case .reconfigured(let policy):
      self.policy = policy
      pace.use(policy)
    case .timer: break
    }
    advance(at: now)
    defer { actions = [] }
    return actions
  }

  /// Whether an alarm has not been cleared yet.
  package func isStanding(_ key: AlarmKey) -> Bool { alarms[key] != nil }

  // MARK: Conditions

  private mutating func hold(_ condition: AlarmCondition, at now: Moment) {
    if alarms[condition.key] != nil {
      alarms[condition.key]?.condition = condition
      alarms[condition.key]?.overSince = nil
    } else if alarms.count < Self.mostAlarms || condition.key == Self.summary {
      begin(condition, at: now)
    }
  }

  private mutating func begin(_ condition: AlarmCondition, at now: Moment) {
    alarms[condition.key] = StandingAlarm(
      id: ids.next(),
      since: now.wall,
      condition: condition,
      reportedAt: now.monotonic,
      quiet: quiet(of: condition.key, at: now.monotonic)
    )
  }

  /// How long a new alarm must be over before it is cleared.
  private mutating func quiet(of key: AlarmKey, at now: MonotonicTime) -> Interval {
    guard let last = flaps[key], now.since(last.clearedAt) < Self.flapTime else {
      flaps[key] = nil
      return policy.clearAfter
    }
    flaps[key]?.count += 1
    var quiet = policy.clearAfter
    for _ in 0...last.count where quiet < Self.longestQuiet { quiet = quiet + quiet }
    return max(policy.clearAfter, min(quiet, Self.longestQuiet))
  }

  private mutating func end(_ key: AlarmKey, at now: MonotonicTime) {
    guard let alarm = alarms[key], alarm.overSince == nil else { return }
    guard alarm.reported == nil else {
      alarms[key]?.overSince = now
      return
    }
    alarms[key] = nil
    if alarm.isKept { actions.append(.forget(id: alarm.id)) }
  }

  private mutating func delivered(_ id: String, _ state: AlarmNotice.State, at now: WallTime) {
    switch state {
    case .repeated: break
    case .cleared:
      if departing.remove(id) != nil { actions.append(.forget(id: id)) }
    case .raised:
      guard let alarm = alarms.values.first(where: { $0.id == id }), alarm.reported != nil,
        !alarm.isDelivered
      else { return }
      alarms[alarm.key]?.isDelivered = true
      keep(alarm.key, at: now)
    }
  }

  // MARK: Reports

  /// Reports everything that can be reported now.
  private mutating func advance(at now: Moment) {
    raise(at: now)
    summarize(at: now)
    clear(at: now)
    repeatReports(at: now)
    for (key, flap) in flaps where now.monotonic.since(flap.clearedAt) >= Self.flapTime {
      flaps[key] = nil
    }
  }

  private var isSummarizing: Bool { alarms[Self.summary]?.reported != nil }

  /// How many reports are left now; one is kept for the summary.
  private func budget(at now: MonotonicTime) -> Int {
    max(0, pace.available(at: now) - (isSummarizing ? 0 : 1))
  }

  /// The alarms that are worse than what was reported, most severe first, without the summary.
  private var worsened: [StandingAlarm] {
    alarms.values.filter { $0.isWorse && $0.key != Self.summary }
      .sorted(by: StandingAlarm.inOrder)
  }

  private mutating func raise(at now: Moment) {
    let worsened = worsened
    guard !worsened.isEmpty else { return }
    var count = worsened.count
    if isSummarizing, count > budget(at: now.monotonic) {
      // In a flood, only the most severe, and only if they are few.
      let critical = worsened.count { $0.condition.severity == .critical }
      count = critical <= budget(at: now.monotonic) ? critical : 0
    }
    for alarm in worsened.prefix(min(count, budget(at: now.monotonic))) {
      raise(alarm.key, at: now)
    }
  }

  private mutating func raise(_ key: AlarmKey, at now: Moment) {
    guard var alarm = alarms[key] else { return }
    alarm.reported = alarm.condition.severity
    alarm.isDelivered = false
    alarms[key] = alarm
    report(key, .raised, at: now)
  }

  /// Raises, updates or ends the summary.
  private mutating func summarize(at now: Moment) {
    let counted = alarms.values.filter { $0.reported == nil && $0.key != Self.summary }
      .sorted(by: StandingAlarm.inOrder)
    guard !counted.isEmpty else { return end(Self.summary, at: now.monotonic) }
    hold(.more(counted.map(\.condition)), at: now)
    guard let summary = alarms[Self.summary], pace.available(at: now.monotonic) > 0 else { return }
    if summary.isWorse {
      raise(Self.summary, at: now)
    } else if counted.count >= 2 * max(1, summary.reportedCount) {
      report(Self.summary, .repeated, at: now)
    }
  }

  private mutating func clear(at now: Moment) {
    while let record = owed.first, budget(at: now.monotonic) > 0 {
      owed.removeFirst()
      clear(record, at: now)
    }
    let due = alarms.values.filter { $0.clearsAt.map { $0 <= now.monotonic } ?? false }
      .sorted { ($0.overSince ?? $0.reportedAt, $0.id) < ($1.overSince ?? $1.reportedAt, $1.id) }
    for alarm in due {
      guard budget(at: now.monotonic) > 0 else { return }
      clear(alarm.record(at: now.wall), at: now)
      alarms[alarm.key] = nil
      flaps[alarm.key] = (flaps[alarm.key]?.count ?? 0, now.monotonic)
    }
  }

  private mutating func clear(_ record: AlarmRecord, at now: Moment) {
    var record = record
    record.isOver = true
    record.isDelivered = false
    record.reportedAt = now.wall
    pace.report(at: now.monotonic)
    departing.insert(record.id)
    actions.append(.keep(record))
    actions.append(.report(record.clearance(at: now.wall)))
  }

  private mutating func repeatReports(at now: Moment) {
    guard policy.repeatAfter > .zero else { return }
    let due = alarms.values.filter { alarm in
      repeatTime(of: alarm).map { $0 <= now.monotonic } ?? false
    }.sorted { ($0.reportedAt, $0.id) < ($1.reportedAt, $1.id) }
    for alarm in due {
      guard budget(at: now.monotonic) > 0 else { return }
      report(alarm.key, .repeated, at: now)
    }
  }

  private func repeatTime(of alarm: StandingAlarm) -> MonotonicTime? {
    guard policy.repeatAfter > .zero, alarm.reported != nil, alarm.overSince == nil else {
      return nil
    }
    return alarm.reportedAt.advanced(by: policy.repeatAfter)
  }

  private mutating func report(_ key: AlarmKey, _ state: AlarmNotice.State, at now: Moment) {
    guard let alarm = alarms[key] else { return }
    pace.report(at: now.monotonic)
    alarms[key]?.reportedAt = now.monotonic
    alarms[key]?.reportedCount = alarm.condition.count ?? 0
    // First, as a report that is not stored would be forgotten by a crash.
    keep(key, at: now.wall)
    actions.append(.report(alarm.notice(state, at: now.wall)))
  }

  private mutating func keep(_ key: AlarmKey, at now: WallTime) {
    alarms[key]?.isKept = true
    if let alarm = alarms[key] { actions.append(.keep(alarm.record(at: now))) }
  }

  // MARK: Time

  /// When something may be due next; nil if nothing is until an event.
  package func nextWake(after now: MonotonicTime) -> MonotonicTime? {
    var times = alarms.values.compactMap { $0.clearsAt ?? repeatTime(of: $0) }
    if !owed.isEmpty || alarms.values.contains(where: \.isWorse) {
      times.append(now.advanced(by: pace.interval))
    }
    guard let first = times.min() else { return nil }
    // What is due and was not reported has to wait for the pace.
    return first > now ? first : now.advanced(by: pace.interval)
  }
}

/// Makes the ids of alarms: two groups of eight hexadecimal digits, so that none looks like a phone
/// number.
private struct AlarmIDs {
  private var jitter: Jitter

  init(seed: UInt64) {
    jitter = Jitter(seed: seed)
  }

  mutating func next() -> String {
    let groups = (0..<2).map { _ in
      let digits = String(UInt32(jitter.next() * 0x1p32), radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
    return groups.joined(separator: "-")
  }
}
