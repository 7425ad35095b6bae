internal import SMSCore

/// Windows, outside of which the messages of a spool wait.
extension WriteSession {
  /// What the window of its spool means for a message.
  func placement(
    of message: Message,
    to phone: PhoneNumber?,
    _ submission: Submission
  ) -> WindowPlacement {
    windows.placement(
      of: message,
      to: phone,
      in: submission.name.spool,
      at: submission.acceptedAt
    )
  }

  /// Gives a part of a spool's waiting messages the zones of their recipients.
  ///
  /// Results do not show lanes, so this takes no change numbers.
  /// - Throws: `LedgerError` if a statement fails.
  func assignZones(
    in spool: String,
    from cursor: LaneCursor?
  ) throws(LedgerError) -> BroughtForward {
    var lanes: Set<Lane> = []
    let unassigned = try connection.waitingLanes()
      .filter { $0.spool == spool && $0.zones == .none && $0.priority != .urgent }
    let next = try eachWaiting(in: unassigned, from: cursor, dueAfter: nil) {
      lane,
      row throws(LedgerError) in
      var lane = lane
      lane.zones = row.recipient.map { LaneZones(of: $0) } ?? .spool
      try connection.run(
        "UPDATE job SET zones = ? WHERE number = ?",
        [lane.zonesValue, .job(row.job)]
      )
      lanes.insert(lane)
    }
    return BroughtForward(lanes: lanes, next: next)
  }

  /// Places the new job of a retry: its life counts from when its window lets it go.
  ///
  /// - Returns: The lane that it waits in.
  /// - Throws: `LedgerError` if a statement fails.
  func place(retry number: JobNumber, at now: WallTime) throws(LedgerError) -> Lane {
    let found = try connection.first(
      "SELECT account, spool, priority, batch, zones, recipient FROM job WHERE number = ?",
      [.job(number)]
    ) { row throws(LedgerError) in
      (lane: try row.lane(from: 0), phone: row.isNull(5) ? nil : try row.phone(5))
    }
    guard var lane = found?.lane else {
      throw .corrupt(connection.path, cause: "a job that was just written is not there")
    }
    if lane.zones != .exempt, let phone = found?.phone {
      lane.zones = windows.zones(of: phone, lane.priority, in: lane.spool)
    }
    let opening = windows.opening(of: lane, from: now)
    try connection.run(
      """
      UPDATE job SET zones = ?1, expires = expires + ?2,
        opens = CASE WHEN ?2 > 0 THEN ?3 + ?2 END
      WHERE number = ?4
      """,
      [
        lane.zonesValue, .integer(opening.milliseconds - now.milliseconds), .time(now),
        .job(number),
      ]
    )
    return lane
  }
}

extension WindowPlacement {
  /// Why a message ends as soon as it is accepted; nil if it waits for its turn.
  func error(in spool: String) -> JobError? {
    guard isTooLate, let opensAt else { return nil }
    return .expired(at: expiresAt, beforeOpening: opensAt, of: spool)
  }
}
