/// A page of a lane.
package struct AgendaPage: Hashable, Sendable {
  package var entries: [AgendaEntry]
  /// Whether the lane holds more jobs that are due.
  package var hasMore: Bool
  /// When the first job of the lane that is not due yet becomes due.
  package var nextDue: WallTime?
  /// Due jobs that must not be sent: what is stored of them is not what was accepted.
  package var damaged: [JobNumber]

  package init(
    entries: [AgendaEntry],
    hasMore: Bool,
    nextDue: WallTime?,
    damaged: [JobNumber] = []
  ) {
    self.damaged = damaged
    self.entries = entries
    self.hasMore = hasMore
    self.nextDue = nextDue
  }
}
