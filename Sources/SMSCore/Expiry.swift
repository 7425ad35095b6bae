/// What one sweep of expiry did.
package struct Expiry: Hashable, Sendable {
  package var ended: [JobNumber]
  /// When the time of the next waiting job runs out; nil if none waits.
  package var next: WallTime?

  package init(ended: [JobNumber], next: WallTime?) {
    self.ended = ended
    self.next = next
  }
}
