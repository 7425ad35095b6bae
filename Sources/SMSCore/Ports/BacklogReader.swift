/// The port for what waits in the ledger, and for how long.
package protocol BacklogReader: Sendable {
  /// What waits; a long queue costs no more than a short one.
  ///
  /// - Parameter now: Messages that are due later do not count.
  /// - Returns: The backlog.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func backlog(at now: WallTime) async throws(LedgerError) -> Backlog
}

/// What waits in the ledger.
package struct Backlog: Equatable, Sendable {
  /// The oldest message of a lane.
  package struct Oldest: Hashable, Sendable {
    package var lane: Lane
    /// When it was accepted, or might be sent first if that was later.
    package var since: WallTime

    package init(lane: Lane, since: WallTime) {
      self.lane = lane
      self.since = since
    }
  }

  /// The number of messages of a lane that are looked at, those that are due first.
  ///
  /// A message that was tried is due later than one that was not, so that beyond this number the
  /// oldest one may be missed; among so many, others have waited nearly as long.
  package static let depth = 64

  /// By lane, those in which messages wait that may be sent now (`queued`, `deferred`).
  package var oldest: [Oldest]
  /// How many messages are in doubt.
  package var inDoubt: Int
  /// The holds in force, among them paused senders.
  package var holds: Set<HoldScope>

  package init(oldest: [Oldest], inDoubt: Int, holds: Set<HoldScope>) {
    self.oldest = oldest
    self.inDoubt = inDoubt
    self.holds = holds
  }

  /// The backlog without what waits for its spool's window; what waited for it counts from when the
  /// window opened.
  package func within(_ windows: SendWindows, at now: WallTime) -> Backlog {
    guard !windows.isEmpty else { return self }
    var backlog = self
    backlog.oldest = oldest.compactMap { message in
      windows.goes(message.lane, since: message.since, at: now).map {
        Oldest(lane: message.lane, since: $0)
      }
    }
    return backlog
  }
}
