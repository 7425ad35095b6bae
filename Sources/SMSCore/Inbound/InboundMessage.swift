/// A text that a person sent to one of our numbers, as the provider delivered it.
package struct InboundMessage: Hashable, Sendable {
  /// The provider's id: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with `.`.
  package var id: String
  /// The sender: a North American number as its 11 digits, anything else as received.
  package var from: String
  package var to: PhoneNumber
  /// The text; empty if the provider gave none, as for an MMS.
  package var body: String
  /// The pictures of an MMS.
  package var media: [InboundMedia]

  package init(
    id: String,
    from: String,
    to: PhoneNumber,
    body: String,
    media: [InboundMedia] = []
  ) {
    self.id = id
    self.from = from
    self.to = to
    self.body = body
    self.media = media
  }

  /// The sender as a phone that can be answered; nil for a short code or a foreign number.
  package var phone: PhoneNumber? { PhoneNumber(digits: from) }
}

/// A picture or another file of an MMS, as the provider describes it.
package struct InboundMedia: Hashable, Sendable {
  /// Where it can be fetched; never shortened, since such links are signed and long.
  package var url: String
  /// Its MIME type.
  package var type: String?
  /// Its size in bytes.
  package var size: Int?
  package var name: String?
  /// What became of the file; nil if it is not fetched.
  package var state: MediaState?

  package init(
    url: String,
    type: String? = nil,
    size: Int? = nil,
    name: String? = nil,
    state: MediaState? = nil
  ) {
    self.url = url
    self.type = type
    self.size = size
    self.name = name
    self.state = state
  }
}

/// An inbound message as the provider's list shows it.
package struct InboundRecord: Hashable, Sendable {
  package var message: InboundMessage
  /// By the provider's clock.
  package var at: WallTime?

  package init(message: InboundMessage, at: WallTime?) {
    self.message = message
    self.at = at
  }
}

extension InboundMessage: CustomStringConvertible {
  /// Redacted for logs.
  package var description: String { "<text to \(to)>" }
}

/// An inbound message on its way into the ledger.
package struct InboundDelivery: Hashable, Sendable {
  package var message: InboundMessage
  /// Identifies the text after it has left the ledger; if nil, only its length is compared.
  package var digest: TextDigest?
  /// The opt-out or opt-in in the text; nil for any other text.
  package var keyword: ReplyKeyword?
  /// The spools it may be meant for, the likeliest first.
  package var spools: [String]
  /// By spool, the automatic answer, sent unless the phone got one too recently.
  package var autoReplies: [String: Submission]
  /// By spool, the confirmation of an opt-out, sent if the phone was not on the list before.
  package var confirmations: [String: Submission]
  /// When the provider had it, if it comes from the provider's list; nil if it has just come.
  package var sentAt: WallTime?
  /// What to fetch of its files; nil: nothing.
  package var fetching: MediaOrder?

  /// - Parameters:
  ///   - message: The message.
  ///   - digest: The digest of its body.
  ///   - optOutWords: The configuration's further opt-out words.
  ///   - spools: The spools it may be meant for, the likeliest first.
  ///   - autoReplies: By spool, the automatic answer.
  ///   - confirmations: By spool, the confirmation of an opt-out.
  ///   - sentAt: When the provider had it, if it comes from the provider's list.
  ///   - fetching: What to fetch of its files.
  package init(
    message: InboundMessage,
    digest: TextDigest? = nil,
    optOutWords: Set<String> = [],
    spools: [String],
    autoReplies: [String: Submission] = [:],
    confirmations: [String: Submission] = [:],
    sentAt: WallTime? = nil,
    fetching: MediaOrder? = nil
  ) {
    self.message = message
    self.digest = digest
    self.sentAt = sentAt
    self.fetching = fetching
    keyword = ReplyKeyword(message.body, furtherWords: optOutWords)
    self.spools = spools
    self.autoReplies = autoReplies
    self.confirmations = confirmations
  }
}

/// What the ledger did with an inbound message.
package struct InboundOutcome: Hashable, Sendable {
  /// False if the ledger had it already: the provider repeats a call that got no 200.
  package var isNew: Bool
  /// Whether the ledger has a message of that id with another sender, number or text.
  package var isContradiction: Bool
  /// The spool whose `received/` it goes to.
  package var spool: String
  package var keyword: ReplyKeyword?
  /// The job that answers it automatically, or confirms the opt-out.
  package var reply: Acceptance?

  package init(
    isNew: Bool,
    isContradiction: Bool = false,
    spool: String,
    keyword: ReplyKeyword? = nil,
    reply: Acceptance? = nil
  ) {
    self.isNew = isNew
    self.isContradiction = isContradiction
    self.spool = spool
    self.keyword = keyword
    self.reply = reply
  }
}

/// An inbound message with what its file in `received/` shows.
package struct ReceivedMessage: Hashable, Sendable {
  /// Its number in the ledger, ascending in order of arrival.
  package var number: Int64
  package var spool: String
  package var message: InboundMessage
  package var receivedAt: WallTime
  /// The id of the last message that was sent to that phone from that number.
  package var inReplyTo: String?

  package init(
    number: Int64,
    spool: String,
    message: InboundMessage,
    receivedAt: WallTime,
    inReplyTo: String?
  ) {
    self.number = number
    self.spool = spool
    self.message = message
    self.receivedAt = receivedAt
    self.inReplyTo = inReplyTo
  }
}
