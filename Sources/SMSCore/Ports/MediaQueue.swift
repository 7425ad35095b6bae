/// The port to the durable queue of files that are fetched for inbound messages.
///
/// A message's files enter it in the commit that stores the message (`InboundDelivery.fetching`).
package protocol MediaQueue: Sendable {
  /// The files to fetch now, of messages whose own file is durable, the earliest first.
  ///
  /// They stay in the queue, and are returned again until they are settled.
  func dueMedia(at now: WallTime, limit: Int) async throws(LedgerError) -> [DueMedium]

  /// When the next file after `now` is to be fetched; nil if none is.
  func nextMediaTime(after now: WallTime) async throws(LedgerError) -> WallTime?

  /// Records what became of a file.
  ///
  /// - Returns: False if it no longer waits: its message was erased or removed.
  func settle(_ medium: MediumName, as end: MediumEnd) async throws(LedgerError) -> Bool

  /// Messages with files whose end their own file does not show yet, in order, at most `limit`.
  func unshownMedia(
    after message: Int64,
    limit: Int
  ) async throws(LedgerError) -> [ShownMedia]

  /// Notes that the end of these files is shown durably.
  func markShown(_ media: [MediumName]) async throws(LedgerError)
}

/// The name of a file of an inbound message.
package struct MediumName: Hashable, Sendable {
  /// The message's number in the ledger.
  package var message: Int64
  /// Its place among the message's files, from 0.
  package var index: Int

  package init(message: Int64, index: Int) {
    self.message = message
    self.index = index
  }
}

/// A file that is to be fetched.
package struct DueMedium: Hashable, Sendable {
  package var name: MediumName
  package var spool: String
  /// The provider's id of the message.
  package var messageID: String
  package var url: String
  /// How often it was tried.
  package var tries: Int
  /// When the text came.
  package var begun: WallTime
  /// When it is given up.
  package var end: WallTime

  package init(
    name: MediumName,
    spool: String,
    messageID: String,
    url: String,
    tries: Int,
    begun: WallTime,
    end: WallTime
  ) {
    self.name = name
    self.spool = spool
    self.messageID = messageID
    self.url = url
    self.tries = tries
    self.begun = begun
    self.end = end
  }
}

extension DueMedium: CustomStringConvertible {
  /// Redacted for logs.
  package var description: String { "<file \(name.index + 1) of \(messageID)>" }
}

/// What became of a file after a try.
package enum MediumEnd: Hashable, Sendable {
  /// It is tried again at a time, after so many tries.
  case again(at: WallTime, tries: Int)
  case stored(name: String, bytes: Int64)
  case failed(MediaFailure)
}

/// A message's files, as its own file is to show them.
package struct ShownMedia: Hashable, Sendable {
  package var message: Int64
  package var spool: String
  /// The provider's id of the message.
  package var messageID: String
  /// All its files in order, with their states.
  package var media: [InboundMedia]
  /// Those whose end is not shown yet.
  package var unshown: [MediumName]

  package init(
    message: Int64,
    spool: String,
    messageID: String,
    media: [InboundMedia],
    unshown: [MediumName]
  ) {
    self.message = message
    self.spool = spool
    self.messageID = messageID
    self.media = media
    self.unshown = unshown
  }
}

/// What is to be fetched of an inbound message.
package struct MediaOrder: Hashable, Sendable {
  /// How many of its files; the others fail at once.
  package var most: Int
  /// When they are given up.
  package var end: WallTime

  package init(most: Int, end: WallTime) {
    self.most = most
    self.end = end
  }
}
