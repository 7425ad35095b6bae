/// Windows, outside of which the messages of a spool wait.
///
/// A lane holds the messages of recipients with the same zones, so that a window that is closed costs
/// nothing: its lanes are passed over. Messages that were accepted before their spool had a window
/// wait in a lane without zones; nothing goes from there, and the ledger moves them to their lanes.
extension DispatcherMachine {
  /// The first time from `time` on at which the window lets a message go.
  func opening(for entry: AgendaEntry, from time: WallTime) -> WallTime {
    configuration.windows.opening(of: entry.lane, from: time)
  }

  /// Goes by other windows from now on.
  mutating func use(_ windows: SendWindows) {
    configuration.windows = windows
    applySwitches()
  }

  /// Has messages moved that wait without zones where there is a window now.
  mutating func assignZones(_ turn: inout Turn) {
    guard !configuration.windows.isEmpty, !isStopped, restUntil == nil else { return }
    var spools: Set<String> = []
    for line in lines.indices {
      lines[line].lanes.withEach { lane, queue in
        guard configuration.windows.areUnassigned(lane), !queue.isForgettable,
          !spoolsWithoutZones.contains(lane.spool)
        else { return }
        // What is noted from here on shows that another pass is needed.
        queue.forget()
        spools.insert(lane.spool)
      }
    }
    spoolsWithoutZones.formUnion(spools)
    for spool in spools.sorted() { turn.actions.append(.assignZones(spool: spool, from: nil)) }
  }

  /// The ledger has moved a part of a spool's messages, or all.
  mutating func zonesAssigned(_ spool: String, _ part: BroughtForward, _ turn: inout Turn) {
    if !part.lanes.isEmpty { gained(part.lanes, at: turn.now) }
    if let next = part.next {
      turn.actions.append(.assignZones(spool: spool, from: next))
    } else {
      spoolsWithoutZones.remove(spool)
    }
  }
}
