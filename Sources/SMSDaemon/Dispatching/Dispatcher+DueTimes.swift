internal import SMSCore

/// What moves due times in the ledger, a part at a time, and what looks for a paused sender's next
/// message.
extension Dispatcher {
  func hold(
    _ sender: Sender,
    _ time: WallTime,
    _ cursor: LaneCursor?
  ) async -> DispatcherEvent {
    let next = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.hold(sender, until: time, at: Moment.now().wall, from: cursor)
    }
    return .senderHeld(sender, next: next)
  }

  func free(_ sender: Sender, _ cursor: LaneCursor?) async -> DispatcherEvent {
    let next = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.free(sender, at: Moment.now().wall, from: cursor)
    }
    return .senderFreed(sender, next: next)
  }

  func bringForward(_ latest: WallTime, _ cursor: LaneCursor?) async -> DispatcherEvent {
    let part = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.bringForward(to: latest, at: Moment.now().wall, from: cursor)
    }
    return .broughtForward(to: latest, part)
  }

  func ask(
    _ sender: Sender,
    _ job: JobNumber,
    _ closed: Set<LaneZones>
  ) async -> DispatcherEvent {
    let entry = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.waiting(of: sender, after: job, closed: closed, at: Moment.now().wall)
    }
    return .senderAsked(sender, entry)
  }

  func assignZones(_ spool: String, _ cursor: LaneCursor?) async -> DispatcherEvent {
    let part = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.assignZones(in: spool, from: cursor)
    }
    return .zonesAssigned(spool: spool, part)
  }
}
