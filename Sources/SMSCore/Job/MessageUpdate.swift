/// What an update changes of a message that waits; at least one thing.
package struct MessageUpdate: Hashable, Sendable {
  /// When it is too late to send the message.
  package enum End: Hashable, Sendable {
    case at(WallTime)
    /// So long after `since`, or after the message's `not_before` if that is later.
    case after(Interval, since: WallTime)
  }

  /// A new text.
  package enum Text: Hashable, Sendable {
    /// As it came with the request.
    case given(NormalizedText)
    /// The ledger keeps it with the update.
    case kept
  }

  package var notBefore: WallTime?
  package var end: End?
  package var priority: Priority?
  package var text: Text?

  package init(
    notBefore: WallTime? = nil,
    end: End? = nil,
    priority: Priority? = nil,
    text: Text? = nil
  ) {
    self.notBefore = notBefore
    self.end = end
    self.priority = priority
    self.text = text
  }

  /// The members of the request that say what to change, in the contract's words and order.
  package var members: [String] {
    let end: String? =
      switch end {
      case .at: "expires_at"
      case .after: "ttl_seconds"
      case nil: nil
      }
    return [
      notBefore.map { _ in "not_before" }, end, priority.map { _ in "priority" },
      text.map { _ in "body" },
    ].compactMap(\.self)
  }

  /// The text that came with the request; nil if the update has no text, or the ledger keeps it.
  package var givenText: NormalizedText? {
    if case .given(let text) = text { text } else { nil }
  }

  /// The same, once the ledger keeps the text.
  package var kept: MessageUpdate {
    var update = self
    if text != nil { update.text = .kept }
    return update
  }
}

/// What the end of a message's life is counted from, so that it moves with what an update moves.
///
/// The raw values are those of the ledger's schema; a message whose request names the time itself has
/// none.
package enum LifeStart: Int, Hashable, Sendable {
  /// The configured life: from acceptance, `not_before` or the opening of its window, whichever is
  /// latest.
  case opening = 1
  /// The request's `ttl_seconds`: from acceptance or `not_before`.
  case start = 2
}

/// A message that waits, as far as an update changes more of it than its text.
package struct WaitingMessage: Hashable, Sendable {
  package var to: PhoneNumber
  package var lane: Lane
  package var acceptedAt: WallTime
  package var dueAt: WallTime
  package var notBefore: WallTime?
  package var expiresAt: WallTime
  /// nil: at a time that its request names.
  package var life: LifeStart?
  /// When its window let it go first; nil if that was at once.
  package var opensAt: WallTime?
  /// What its result says about the next attempt; nil if it was never deferred.
  package var nextAttemptAt: WallTime?

  package init(
    to: PhoneNumber,
    lane: Lane,
    acceptedAt: WallTime,
    dueAt: WallTime,
    notBefore: WallTime?,
    expiresAt: WallTime,
    life: LifeStart?,
    opensAt: WallTime?,
    nextAttemptAt: WallTime?
  ) {
    self.to = to
    self.lane = lane
    self.acceptedAt = acceptedAt
    self.dueAt = dueAt
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.life = life
    self.opensAt = opensAt
    self.nextAttemptAt = nextAttemptAt
  }
}

/// Why a message cannot be changed as an update asks.
package enum UpdateFault: Error, Hashable, Sendable {
  /// Messages of batches are never urgent.
  case urgentInBatch
  /// It would expire before it may be sent.
  case endsBeforeStart(WallTime, start: WallTime)
  /// It would expire before its spool's window opens.
  case endsBeforeOpening(WallTime, opening: WallTime)
}

extension WaitingMessage {
  /// The message with an update applied.
  ///
  /// | changed | what follows |
  /// |---|---|
  /// | `not_before` | it is due then, but not before its backoff is over; a life that is counted moves with it |
  /// | the end | nothing else |
  /// | `priority` | another lane; it gets or loses the zones of its recipient if one of the two is urgent |
  ///
  /// A request's own end stays unless the update names another. An end that has come while the update
  /// waited is applied: the message expires.
  /// - Parameters:
  ///   - update: What to change.
  ///   - windows: The windows of the spools.
  ///   - now: When it is applied.
  /// - Returns: The message; its text is not part of it.
  /// - Throws: The reason, if it cannot be changed so; then nothing of the update applies.
  package func updated(
    by update: MessageUpdate,
    _ windows: SendWindows,
    at now: WallTime
  ) throws(UpdateFault) -> WaitingMessage {
    var new = self
    if let priority = update.priority { try new.move(to: priority, windows) }
    if let notBefore = update.notBefore { new.start(at: notBefore) }
    let hasOtherZones = new.lane.zones != lane.zones
    let start = max(now, new.notBefore ?? now)
    let opening = windows.opening(of: new.judgedLane(windows), from: start)
    if update.notBefore != nil || hasOtherZones { new.opensAt = opening > start ? opening : nil }
    switch update.end {
    case .at(let time):
      new.expiresAt = time
      new.life = nil
      if time <= now { return new }
    case .after(let life, let since):
      new.expiresAt = max(since, new.notBefore ?? since).advanced(by: life)
      new.life = .start
      if new.expiresAt <= now { return new }
    case nil:
      guard update.notBefore != nil || hasOtherZones else { return new }
      new.expiresAt = movedEnd(from: start, opening, startMoves: update.notBefore != nil)
    }
    if let notBefore = new.notBefore, new.expiresAt <= notBefore {
      throw .endsBeforeStart(new.expiresAt, start: notBefore)
    }
    if opening > start, new.expiresAt <= opening {
      throw .endsBeforeOpening(new.expiresAt, opening: opening)
    }
    return new
  }

  private mutating func move(
    to priority: Priority,
    _ windows: SendWindows
  ) throws(UpdateFault) {
    guard priority != lane.priority else { return }
    guard priority != .urgent || lane.batch == nil else { throw .urgentInBatch }
    let wasUrgent = lane.priority == .urgent
    lane.priority = priority
    if lane.zones != .exempt, wasUrgent != (priority == .urgent) {
      lane.zones = windows.zones(of: to, priority, in: lane.spool)
    }
  }

  /// Moves its due time, unless a backoff or a pause made it later than its request did.
  private mutating func start(at time: WallTime) {
    let own = max(acceptedAt, notBefore ?? acceptedAt)
    let new = max(acceptedAt, time)
    let due = dueAt <= own ? new : max(dueAt, new)
    if let next = nextAttemptAt { nextAttemptAt = next == dueAt ? due : max(next, due) }
    dueAt = due
    notBefore = time
  }

  /// The lane by whose zones its window is judged: what waits to be given its zones has them here.
  private func judgedLane(_ windows: SendWindows) -> Lane {
    var lane = lane
    if windows.areUnassigned(lane) { lane.zones = LaneZones(of: to) }
    return lane
  }

  /// Its end, so that it may wait as long as before.
  private func movedEnd(
    from start: WallTime,
    _ opening: WallTime,
    startMoves: Bool
  ) -> WallTime {
    let accepted = max(acceptedAt, notBefore ?? acceptedAt)
    switch life {
    case nil: return expiresAt
    case .start: return startMoves ? start.advanced(by: expiresAt.since(accepted)) : expiresAt
    case .opening:
      let before = max(accepted, opensAt ?? accepted)
      guard startMoves || opening > start else { return expiresAt }
      return opening.advanced(by: expiresAt.since(before))
    }
  }
}

extension JobError {
  /// An update that cannot be applied to a message that waits.
  package static func notUpdated(_ target: JobName, _ fault: UpdateFault) -> JobError {
    let place = "Message \(target.id) of spool \(target.spool) was not updated"
    switch fault {
    case .urgentInBatch:
      return JobError(
        code: .invalidRequest,
        message: "\(place): messages of a batch are never urgent.",
        hint: "Use high, or cancel it and submit it by itself."
      )
    case .endsBeforeStart(let end, let start):
      return JobError(
        code: .invalidRequest,
        message: """
          \(place): it would expire at \(RFC3339.text(end)), before it may be sent \
          (\(RFC3339.text(start))).
          """,
        hint: """
          Give not_before and expires_at (or ttl_seconds) together, so that there is time between \
          them; smsdispatch show \(target.id) has those in force.
          """
      )
    case .endsBeforeOpening(let end, let opening):
      return JobError(
        code: .invalidRequest,
        message: """
          \(place): it would expire at \(RFC3339.text(end)), before spool \(target.spool) may send to \
          its recipient (\(RFC3339.text(opening))).
          """,
        hint: """
          Let expires_at or ttl_seconds reach beyond that; spools.\(target.spool).send_window is by \
          the recipient's time zones.
          """
      )
    }
  }

  /// An update of something without a text or time of its own: a code or a batch.
  package static func notUpdatable(_ target: JobName, _ kind: String) -> JobError {
    JobError(
      code: .invalidRequest,
      message: "\(target.id) of spool \(target.spool) is a \(kind), which cannot be updated.",
      hint: kind == "batch"
        ? "Update its messages by their own ids (\(target.id).2 is that of line 2)."
        : "Codes expire within minutes; send another with new_code."
    )
  }

  /// An update of a message that its batch, which is being accepted, has not added yet.
  package static func notYetAccepted(_ target: JobName) -> JobError {
    JobError(
      code: .unknownMessage,
      message:
        "Spool \(target.spool) has no message \(target.id) yet: its batch is being accepted.",
      hint: "Submit the update again, under a new id, when the batch's result says queued."
    )
  }
}
