/// One page of the provider's list of messages that is asked for.
///
/// The list has no filter but time, so a page holds all of the account's messages, both ways.
package struct ListQuery: Hashable, Sendable {
  /// The provider's time from which on messages are listed.
  package var start: WallTime
  /// The provider's time up to which they are; the same for all pages of one reading, so that what
  /// is sent meanwhile moves nothing.
  package var end: WallTime
  /// How many messages the pages before held.
  package var offset: Int
  /// Messages at most, at least 1; the provider may give fewer.
  package var limit: Int

  package init(start: WallTime, end: WallTime, offset: Int, limit: Int) {
    self.start = start
    self.end = end
    self.offset = offset
    self.limit = limit
  }
}
