/// How long the messages of a lane have been waiting since their acceptance.
///
/// They are those that have not ended: queued, deferred, held, in progress and in doubt.
package struct LaneAges: Hashable, Sendable {
  package var lane: Lane
  /// By age class, the youngest first; the last one has no upper bound.
  package var counts: [Int]
  /// Those that are not to be sent yet: before their `not_before`, or their next attempt.
  package var later: Int
  /// The acceptance of the oldest.
  package var oldest: WallTime

  package init(lane: Lane, counts: [Int], later: Int, oldest: WallTime) {
    self.lane = lane
    self.counts = counts
    self.later = later
    self.oldest = oldest
  }

  package var total: Int { counts.reduce(0, +) }

  /// Adds messages of the same lane, or of another to be shown together.
  package mutating func add(_ other: LaneAges) {
    counts = zip(counts, other.counts).map(+)
    later += other.later
    oldest = min(oldest, other.oldest)
  }
}
