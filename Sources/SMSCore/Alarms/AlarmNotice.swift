/// One report of an alarm to the outside.
package struct AlarmNotice: Hashable, Sendable {
  package enum State: String, CaseIterable, Hashable, Sendable {
    /// It began, or became critical; the second time under the same id.
    case raised
    /// It still goes on.
    case repeated
    /// It is over.
    case cleared
  }

  /// The same in all reports of an alarm; another one when it is raised again later.
  package var id: String
  package var state: State
  /// When it began.
  package var since: WallTime
  /// When this was reported.
  package var at: WallTime
  package var condition: AlarmCondition

  package init(
    id: String,
    state: State,
    since: WallTime,
    at: WallTime,
    condition: AlarmCondition
  ) {
    self.id = id
    self.state = state
    self.since = since
    self.at = at
    self.condition = condition
  }

  /// What happened, in one sentence.
  package var message: String { state == .cleared ? condition.ending : condition.message }
}

/// What is stored of an alarm, so that a restart neither repeats it at once nor forgets to clear it.
package struct AlarmRecord: Hashable, Sendable {
  package var id: String
  package var since: WallTime
  package var reportedAt: WallTime
  /// Whether the raise, or if it is over the clearance, has reached everyone it is reported to.
  package var isDelivered: Bool
  package var isOver: Bool
  package var condition: AlarmCondition

  package init(
    id: String,
    since: WallTime,
    reportedAt: WallTime,
    isDelivered: Bool,
    isOver: Bool,
    condition: AlarmCondition
  ) {
    self.id = id
    self.since = since
    self.reportedAt = reportedAt
    self.isDelivered = isDelivered
    self.isOver = isOver
    self.condition = condition
  }
}

extension AlarmRecord {
  /// The report that it is over.
  func clearance(at now: WallTime) -> AlarmNotice {
    AlarmNotice(id: id, state: .cleared, since: since, at: now, condition: condition)
  }
}
