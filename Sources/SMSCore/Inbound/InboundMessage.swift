/// A text that a person sent to one of our numbers, as the provider handed it over.
package struct InboundMessage: Hashable, Sendable {
  /// The provider's id: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with `.`.
  package var id: String
  /// The sender: a number of the plan as its 11 digits, anything else as it came.
  package var from: String
  package var to: PhoneNumber
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
  /// Where it can be fetched, whole: such links are signed and long.
  package var url: String
  /// Its MIME type.
  package var type: String?
  /// Bytes.
  package var size: Int?
  package var name: String?

  package init(url: String, type: String? = nil, size: Int? = nil, name: String? = nil) {
    self.url = url
    self.type = type
    self.size = size
    self.name = name
  }
}

extension InboundMessage: CustomStringConvertible {
  /// Redacted for logs.
  package var description: String { "<text to \(to)>" }
}

/// An inbound message on its way into the ledger.
package struct InboundDelivery: Hashable, Sendable {
  package var message: InboundMessage
  /// By which the text is known again when it has left the ledger; nil if its length must do.
  package var digest: TextDigest?
  package var keyword: ReplyKeyword?
  /// The spools that may be meant, the likeliest first.
  package var spools: [String]
  /// What answers it by itself, if the phone had none for long enough.
  package var autoReplies: [String: Submission]

  /// - Parameters:
  ///   - message: The text.
  ///   - digest: That of its body.
  ///   - optOutWords: The configuration's words that stop messages.
  ///   - spools: The spools that may be meant, the likeliest first.
  ///   - autoReplies: By spool, what would answer it.
  package init(
    message: InboundMessage,
    digest: TextDigest? = nil,
    optOutWords: Set<String> = [],
    spools: [String],
    autoReplies: [String: Submission] = [:]
  ) {
    self.message = message
    self.digest = digest
    keyword = ReplyKeyword(message.body, furtherWords: optOutWords)
    self.spools = spools
    self.autoReplies = autoReplies
  }
}

/// What the ledger made of an inbound message.
package struct InboundOutcome: Hashable, Sendable {
  /// False for one that it had already: the provider repeats what it got no 200 for.
  package var isNew: Bool
  /// Whether the one of that id that it had already has another sender, number or text.
  package var isContradiction: Bool
  /// Whose `received/` it goes to.
  package var spool: String
  package var keyword: ReplyKeyword?
  /// The job that answers it by itself.
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

/// An inbound message as its file in `received/` tells it.
package struct ReceivedMessage: Hashable, Sendable {
  /// Its place in the ledger, rising in the order in which they came.
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
