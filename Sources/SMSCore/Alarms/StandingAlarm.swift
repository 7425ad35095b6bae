/// One alarm, from its condition's beginning until its clearance was reported.
///
/// | phase | reported outside | left by |
/// |---|---|---|
/// | counted | nothing, or only in the summary | its turn: raised; its condition's end: forgotten |
/// | raised | raised, repeated | its condition's end: ending |
/// | ending | likewise | its condition's return: raised; quiet for long enough: cleared |
struct StandingAlarm: Sendable {
  let id: String
  let since: WallTime
  var condition: AlarmCondition
  /// The severity that was reported last; nil if nothing was.
  var reported: AlarmSeverity?
  /// When it was last raised or repeated.
  var reportedAt: MonotonicTime
  /// The number in the condition when it was last reported.
  var reportedCount = 0
  /// Since when its condition has been over; nil while it holds.
  var overSince: MonotonicTime?
  /// How long it must be over.
  var quiet: Interval
  /// Whether its raise has reached everyone it is reported to.
  var isDelivered = false
  /// Whether it is stored.
  var isKept = false

  var key: AlarmKey { condition.key }

  /// When it is cleared unless its condition returns; nil while that holds.
  var clearsAt: MonotonicTime? { reported == nil ? nil : overSince?.advanced(by: quiet) }

  /// Whether it is worse than what was reported.
  var isWorse: Bool { reported.map { overSince == nil && $0 < condition.severity } ?? true }

  /// Most severe first, then oldest.
  static func inOrder(_ left: Self, _ right: Self) -> Bool {
    (right.condition.severity, left.since, left.key.text)
      < (left.condition.severity, right.since, right.key.text)
  }

  func notice(_ state: AlarmNotice.State, at now: WallTime) -> AlarmNotice {
    AlarmNotice(id: id, state: state, since: since, at: now, condition: condition)
  }

  func record(at now: WallTime) -> AlarmRecord {
    AlarmRecord(
      id: id,
      since: since,
      reportedAt: now,
      isDelivered: isDelivered,
      isOver: false,
      condition: condition
    )
  }
}
