import SMSCore

/// Windows.
extension MemoryLedger {
  /// Gives two waiting messages per step the zones of their recipients.
  mutating func assignZones(in spool: String, from cursor: LaneCursor?) -> BroughtForward {
    let waiting = jobs.values.filter { $0.state == .queued || $0.state == .deferred }
    let entries: [AgendaEntry] = waiting.map(\.entry).filter { entry in
      entry.lane.spool == spool && entry.lane.zones == LaneZones.none
        && entry.lane.priority != Priority.urgent
    }
    let part = entries.sorted { $0.number < $1.number }.prefix(2)
    var changed: Set<Lane> = []
    for entry in part {
      var lane = entry.lane
      lane.zones = LaneZones(of: entry.envelope.to)
      change(entry.number) { $0.entry.lane = lane }
      lanes[entry.lane]?.removeAll { $0 == entry.number }
      lanes[lane, default: []].append(entry.number)
      lanes[lane]?.sort()
      changed.insert(lane)
    }
    guard part.count == 2, let last = part.last else {
      return BroughtForward(lanes: changed, next: nil)
    }
    let next = LaneCursor(lane: last.lane, dueAt: last.dueAt, job: last.number)
    return BroughtForward(lanes: changed, next: next)
  }
}
