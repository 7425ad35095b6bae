/// What was sent in a day from one of our numbers, for one spool and account, in one batch or by
/// itself.
package struct SentTally: Hashable, Sendable {
  /// Which messages and codes it counts.
  package struct Key: Hashable, Sendable {
    package var account: String
    package var spool: String
    package var sender: PhoneNumber
    /// The id of the batch that they came in; nil for those that came by themselves.
    package var batch: String?
    /// Days since 1970, in UTC.
    package var day: Int

    package init(
      account: String,
      spool: String,
      sender: PhoneNumber,
      batch: String? = nil,
      day: Int
    ) {
      self.account = account
      self.spool = spool
      self.sender = sender
      self.batch = batch
      self.day = day
    }
  }

  package var key: Key
  /// Those that the provider accepted, whatever became of them then.
  package var sent: SegmentCount
  /// Those that ended as `uncertain`: they may have been accepted.
  package var uncertain: SegmentCount

  package init(
    key: Key,
    sent: SegmentCount = SegmentCount(),
    uncertain: SegmentCount = SegmentCount()
  ) {
    self.key = key
    self.sent = sent
    self.uncertain = uncertain
  }
}

/// Messages, and what they are billed as.
package struct SegmentCount: Hashable, Sendable {
  package var messages: Int
  /// Those of texts; an MMS has none.
  package var segments: Int
  /// How many of the messages are MMS.
  package var mms: Int

  package init(messages: Int = 0, segments: Int = 0, mms: Int = 0) {
    self.messages = messages
    self.segments = segments
    self.mms = mms
  }

  package static func += (left: inout Self, right: Self) {
    left.messages += right.messages
    left.segments += right.segments
    left.mms += right.mms
  }
}

/// A part of a count of what was sent.
package struct SentTallyPage: Hashable, Sendable {
  /// In no particular order; another part may have more of the same key.
  package var tallies: [SentTally]
  /// Where the next part begins; nil after the last.
  package var next: JobNumber?

  package init(tallies: [SentTally], next: JobNumber?) {
    self.tallies = tallies
    self.next = next
  }
}
