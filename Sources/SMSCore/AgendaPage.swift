/// A page of a lane.
package struct AgendaPage: Hashable, Sendable {
  package var entries: [AgendaEntry]
  /// Whether the lane holds more jobs that are due.
  package var hasMore: Bool
  /// When the first job of the lane that is not due yet becomes due.
  package var nextDue: WallTime?

  package init(entries: [AgendaEntry], hasMore: Bool, nextDue: WallTime?) {
    self.entries = entries
    self.hasMore = hasMore
    self.nextDue = nextDue
  }
}
