/// Caps, for which messages wait without being asked about.
///
/// The ledger refuses what does not fit and says until when. Until then the cap is closed for all that
/// it concerns, also for shorter messages, and the one that was refused first goes first: short
/// messages would otherwise take all room before a long one. Lanes of an account or a spool whose cap
/// is closed are passed over; in a number group's, messages are set aside when their turn comes.
extension DispatcherMachine {
  /// A cap that closes again this soon was not worth a report that it had opened.
  static let capCalm = Interval(seconds: 60)

  /// The ledger refused a message: sets it aside until the cap opens.
  mutating func close(
    _ refusal: CapRefusal,
    for flight: Flight,
    _ turn: inout Turn
  ) {
    let (id, entry) = (refusal.cap.id, flight.entry)
    if closedCaps[id] == nil {
      let head = CapHead(job: entry.number, lane: entry.lane)
      // What was asked before the caps were changed is asked again at once.
      let isStale = capsChangedAt.map { flight.claimedAt <= $0 } ?? false
      let until = isStale ? turn.now.wall : refusal.until
      closedCaps[id] = ClosedCap(cap: refusal.cap, until: until, head: head)
      applyCaps()
      if openedCaps.removeValue(forKey: id) == nil { turn.report(.capClosed(refusal)) }
    }
    lines[flight.line].park(entry, until: .cap(id))
  }

  /// The closed cap that a message waits for, or nil.
  func closedCap(for entry: AgendaEntry) -> Cap.ID? {
    guard !closedCaps.isEmpty else { return nil }
    let message = CappedMessage(entry)
    return closedCaps.values.filter { $0.cap.holds(message) }.map(\.cap.id).min(by: Cap.ID.inOrder)
  }

  /// An attempt was given back: caps that it was counted for may have room before their time.
  mutating func madeRoom(_ entry: AgendaEntry, at now: Moment) {
    guard !closedCaps.isEmpty else { return }
    let message = CappedMessage(entry)
    for (id, closed) in closedCaps where closed.cap.concerns(message) {
      closedCaps[id]?.until = now.wall
    }
  }

  /// Messages no longer wait as they did: a cap that is closed until one of them fits opens, as others
  /// may fit now.
  mutating func release(capsOf heads: Set<JobNumber>) {
    for (id, closed) in closedCaps where heads.contains(closed.head.job) {
      closedCaps[id]?.until = WallTime(milliseconds: 0)
    }
  }

  /// Opens the caps whose time has come.
  mutating func openCaps(_ turn: inout Turn) {
    guard !closedCaps.isEmpty || !openedCaps.isEmpty else { return }
    for (id, time) in openedCaps.sorted(by: { Cap.ID.inOrder($0.key, $1.key) })
    where turn.now.monotonic.since(time) >= Self.capCalm {
      openedCaps[id] = nil
      turn.report(.capOpened(id))
    }
    let due = closedInOrder.filter { $0.until <= turn.now.wall }
    guard !due.isEmpty else { return }
    for closed in due {
      openedCaps[closed.cap.id] = turn.now.monotonic
      open(closed)
      guard let line = number(of: closed.head.lane.account) else { continue }
      lines[line].heads.append(closed.head)
    }
    applyCaps()
  }

  /// Opens all caps, since they or the clock were changed: the ledger knows what holds now.
  mutating func openAllCaps(_ turn: inout Turn) {
    capsChangedAt = turn.now.monotonic
    for closed in closedInOrder {
      open(closed)
      openedCaps[closed.cap.id] = turn.now.monotonic
    }
    applyCaps()
  }

  private var closedInOrder: [ClosedCap] {
    closedCaps.values.sorted { Cap.ID.inOrder($0.cap.id, $1.cap.id) }
  }

  private mutating func open(_ closed: ClosedCap) {
    closedCaps[closed.cap.id] = nil
    for line in lines.indices { lines[line].unpark(.cap(closed.cap.id)) }
  }

  private mutating func applyCaps() {
    for line in lines.indices {
      var closed = ClosedLanes()
      for entry in closedCaps.values { closed.add(entry.cap, account: lines[line].name) }
      lines[line].lanes.close(closed)
    }
  }

  /// The message that waited for a cap which has opened, if it may go; an MMS is passed over unless one
  /// may be claimed.
  mutating func popHead(_ line: Int, isUrgent: Bool, withMMS: Bool) -> AgendaEntry? {
    while let index = lines[line].heads.firstIndex(where: {
      ($0.lane.priority == .urgent) == isUrgent && (withMMS || !$0.lane.isMMS)
    }) {
      let head = lines[line].heads.remove(at: index)
      if let entry = lines[line].lanes.take(head.job, from: head.lane) { return entry }
    }
    return nil
  }

  /// When caps next need something that no event announces.
  var nextCapWake: (monotonic: MonotonicTime?, wall: WallTime?) {
    (
      openedCaps.values.min()?.advanced(by: Self.capCalm),
      closedCaps.values.lazy.map(\.until).min()
    )
  }
}

/// A cap in which the next message does not fit.
struct ClosedCap: Sendable {
  var cap: Cap
  var until: WallTime
  /// The message that was refused first.
  var head: CapHead
}

/// A message that goes before others.
struct CapHead: Sendable {
  var job: JobNumber
  var lane: Lane
}

/// The lanes of an account that are passed over because of caps.
struct ClosedLanes: Equatable, Sendable {
  private enum Reach: Comparable, Sendable {
    case others
    case urgentToo
  }

  private var account: Reach?
  private var spools: [String: Reach] = [:]

  var isEmpty: Bool { account == nil && spools.isEmpty }

  mutating func add(_ cap: Cap, account name: String) {
    let reach: Reach = cap.holdsUrgent ? .urgentToo : .others
    switch cap.id.scope {
    case .account(name): account = max(account ?? .others, reach)
    case .spool(let spool): spools[spool] = max(spools[spool] ?? .others, reach)
    case .account, .group: break
    }
  }

  func includes(_ lane: Lane) -> Bool {
    guard let reach = [account, spools[lane.spool]].compactMap(\.self).max() else { return false }
    return lane.priority != .urgent || reach == .urgentToo
  }
}
