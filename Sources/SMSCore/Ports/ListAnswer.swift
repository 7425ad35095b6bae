/// The result of a call for a page of the provider's list.
package enum ListAnswer: Hashable, Sendable {
  case page(ListPage)
  /// The page exceeds the limit for an answer's size; smaller pages are asked for next.
  case tooLarge
  /// No page. `retryAfter` is what the answer's `Retry-After` asks for, at most 15 min.
  case failed(ProviderError, retryAfter: Interval?)
}

/// A page of the provider's list, read completely.
package struct ListPage: Hashable, Sendable {
  /// One for each record, however little of it could be read.
  package var messages: [ListedMessage]
  /// What people sent, as far as it can be read.
  package var texts: [InboundRecord]
  /// How many records the page held; the next page's offset counts them.
  package var count: Int
  /// Whether the answer says that no page follows; without a statement it is not the last.
  package var isLast: Bool
  /// nil if the answer had no usable `Date`.
  package var skew: ClockSkew?

  package init(
    messages: [ListedMessage],
    texts: [InboundRecord] = [],
    count: Int,
    isLast: Bool,
    skew: ClockSkew?
  ) {
    self.messages = messages
    self.texts = texts
    self.count = count
    self.isLast = isLast
    self.skew = skew
  }
}

/// A record of the provider's list, reduced to what identifies its message.
package struct ListedMessage: Hashable, Sendable {
  /// What a record names as the sender or the recipient of its message.
  package enum Party: Hashable, Sendable {
    case number(PhoneNumber)
    /// A foreign number or a short code: neither one of our numbers nor a possible recipient.
    case foreign
    /// Missing, hidden or unreadable: it may be anyone.
    case unknown
  }

  /// The provider's id; nil if it could not be read.
  package var id: String?
  package var isOutbound: Bool
  package var to: Party
  package var from: Party
  /// nil if the record has none.
  package var text: MessageText?
  /// By the provider's clock.
  package var at: WallTime?
  /// Whether it is an MMS, whose record may lack the text; nil if the record does not say.
  package var isMMS: Bool?
  /// What the record says about its price; nil if it says nothing.
  package var cost: ReportedCost?

  package init(
    id: String?,
    isOutbound: Bool,
    to: Party,
    from: Party,
    text: MessageText?,
    at: WallTime?,
    isMMS: Bool? = nil,
    cost: ReportedCost? = nil
  ) {
    self.id = id
    self.isOutbound = isOutbound
    self.to = to
    self.from = from
    self.text = text
    self.at = at
    self.isMMS = isMMS
    self.cost = cost
  }
}

extension ListedMessage {
  /// The digests that may identify its text: of the comparable form, and of the text as it is, which
  /// ledgers of earlier versions hold.
  ///
  /// Where the text of an MMS is missing, it may have had none.
  func digests(
    _ comparable: ComparableText?,
    by digest: (MessageText) -> TextDigest
  ) -> [TextDigest] {
    guard let text, let comparable else {
      return isMMS == true ? [digest(ComparableText(MessageText("")).message)] : []
    }
    let first = digest(comparable.message)
    return comparable.message == text ? [first] : [first, digest(text)]
  }
}

/// What a record of the provider says about a message's price; each part is as reported.
///
/// Whether `amount` includes the carriers' surcharges is not documented.
package struct ReportedCost: Hashable, Sendable {
  /// For all segments, in billionths of a dollar.
  package var amount: Int64?
  /// What was charged, surcharges included, in billionths of a dollar.
  package var charged: Int64?
  package var segments: Int?

  package init(amount: Int64? = nil, charged: Int64? = nil, segments: Int? = nil) {
    self.amount = amount
    self.charged = charged
    self.segments = segments
  }
}

extension ListedMessage {
  /// nil if one of them is not known.
  package var parties: Parties? {
    guard let to = to.phone, let from = from.phone else { return nil }
    return Parties(to: to, from: from)
  }

  /// Whether it may be a message of ours although nothing in it says so.
  package var mayBeAnyones: Bool {
    isOutbound && parties == nil && to != .foreign && from != .foreign
  }
}

extension ListedMessage.Party {
  package var phone: PhoneNumber? {
    guard case .number(let phone) = self else { return nil }
    return phone
  }
}

/// A request for one page of the provider's list of messages.
///
/// The list can only be filtered by time, so a page holds all of the account's messages, in both
/// directions.
package struct ListQuery: Hashable, Sendable {
  /// The earliest time to list, by the provider's clock.
  package var start: WallTime
  /// The latest time to list, by the provider's clock; the same for all pages of one pass, so that
  /// messages sent meanwhile shift nothing.
  package var end: WallTime
  /// How many messages the earlier pages held.
  package var offset: Int
  /// The most messages to return, at least 1; the provider may return fewer.
  package var limit: Int

  package init(start: WallTime, end: WallTime, offset: Int, limit: Int) {
    self.start = start
    self.end = end
    self.offset = offset
    self.limit = limit
  }
}
