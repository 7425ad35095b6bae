/// How far the provider's clock is ahead of ours, negative if behind, as one answer's `Date` shows.
///
/// `Date` has whole seconds and was written at some moment between the request and the answer, so
/// it gives a range.
package struct ClockSkew: Hashable, Sendable {
  package var atLeast: Interval
  package var atMost: Interval

  package init(atLeast: Interval, atMost: Interval) {
    self.atLeast = atLeast
    self.atMost = atMost
  }
}
