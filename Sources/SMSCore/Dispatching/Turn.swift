/// The handling of one event: when it happens, and what follows from it so far.
struct Turn {
  let now: Moment
  /// What the shell is to do, in this order.
  var actions: [DispatcherAction] = []
  /// Outcomes that `settle` has not turned into an action yet.
  var settlements: [Settlement] = []

  init(now: Moment) { self.now = now }

  mutating func report(_ report: DispatcherReport) { actions.append(.report(report)) }

  /// Has the outcomes committed with one action; outcomes added later need another.
  mutating func settle() {
    guard !settlements.isEmpty else { return }
    actions.append(.settle(settlements))
    settlements = []
  }
}
