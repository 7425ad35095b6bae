/// What became of a call for a page of the provider's list.
package enum ListAnswer: Hashable, Sendable {
  case page(ListPage)
  /// The page was longer than what is kept of an answer: it is asked for in smaller ones.
  case tooLarge
  /// No page. `retryAfter` is what the answer's `Retry-After` asks for, up to 15 min.
  case failed(ProviderError, retryAfter: Interval?)
}

/// A page of the provider's list, read whole.
package struct ListPage: Hashable, Sendable {
  /// One for each record, however little of it could be read.
  package var messages: [ListedMessage]
  /// How many records the page held: the next page's offset counts them.
  package var count: Int
  /// Whether the answer says that no page follows; a page that says nothing is not the last.
  package var isLast: Bool
  /// nil if the answer had no usable `Date`.
  package var skew: ClockSkew?

  package init(messages: [ListedMessage], count: Int, isLast: Bool, skew: ClockSkew?) {
    self.messages = messages
    self.count = count
    self.isLast = isLast
    self.skew = skew
  }
}

/// A record of the provider's list, as far as it tells whose message it is.
package struct ListedMessage: Hashable, Sendable {
  /// Whom a record names as one end of its message.
  package enum Party: Hashable, Sendable {
    case number(PhoneNumber)
    /// A foreign number or a short code: neither one of our numbers nor a possible recipient.
    case foreign
    /// Missing, hidden, or nothing that can be read: it may be anyone.
    case unknown
  }

  package var id: String?
  package var isOutbound: Bool
  package var to: Party
  package var from: Party
  package var text: MessageText?
  /// By the provider's clock.
  package var at: WallTime?

  package init(
    id: String?,
    isOutbound: Bool,
    to: Party,
    from: Party,
    text: MessageText?,
    at: WallTime?
  ) {
    self.id = id
    self.isOutbound = isOutbound
    self.to = to
    self.from = from
    self.text = text
    self.at = at
  }
}

extension ListedMessage {
  /// nil if one of them is not known.
  package var parties: Parties? {
    guard let to = to.phone, let from = from.phone else { return nil }
    return Parties(to: to, from: from)
  }

  /// Whether a message of ours may be behind it that nothing in it names.
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
