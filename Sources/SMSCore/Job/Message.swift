/// A message as intake accepted it: every member checked, defaults filled in.
package struct Message: Hashable, Sendable {
  package var account: String
  package var to: Recipient
  /// The sender; with a pool any of its numbers, until the ledger chooses the recipient's.
  package var from: PhoneNumber
  /// The numbers that the recipient's is chosen from; nil if the sender is fixed.
  package var pool: SenderPool?
  /// What is sent.
  package var text: MessageText
  /// nil: it goes as SMS.
  package var media: Media?
  /// What was replaced in the request's text.
  package var replacements: [TextReplacement]
  package var priority: Priority
  package var notBefore: WallTime?
  package var expiresAt: WallTime
  /// How long it may wait once its spool's window lets it; nil: `expiresAt` is the request's own.
  package var life: Interval?
  /// Whether its own end is counted from acceptance or `notBefore` (`ttl_seconds`).
  package var hasTimeToLive: Bool
  /// Whether it may go whatever its spool's window says.
  package var ignoresWindow: Bool
  /// The request's own choice; nil: the configuration's.
  package var ifUncertain: UncertainPolicy?
  /// Whether it may be sent only to a phone that is enrolled in its spool.
  package var requiresVerified: Bool

  package init(
    account: String,
    to: Recipient,
    from: PhoneNumber,
    pool: SenderPool? = nil,
    text: MessageText,
    media: Media? = nil,
    replacements: [TextReplacement] = [],
    priority: Priority,
    notBefore: WallTime?,
    expiresAt: WallTime,
    life: Interval? = nil,
    hasTimeToLive: Bool = false,
    ignoresWindow: Bool = false,
    ifUncertain: UncertainPolicy?,
    requiresVerified: Bool = false
  ) {
    self.account = account
    self.to = to
    self.from = from
    self.pool = pool
    self.text = text
    self.media = media
    self.replacements = replacements
    self.priority = priority
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.life = life
    self.hasTimeToLive = hasTimeToLive
    self.ignoresWindow = ignoresWindow
    self.ifUncertain = ifUncertain
    self.requiresVerified = requiresVerified
  }

  /// What its end is counted from; nil: its request names the time.
  package var lifeStart: LifeStart? { life != nil ? .opening : hasTimeToLive ? .start : nil }

  /// What is sent, once it is known which phone the recipient has.
  package func envelope(to phone: PhoneNumber) -> Envelope {
    Envelope(to: phone, from: from, text: text, media: media)
  }

  package var isMMS: Bool { media != nil }

  /// How many segments the provider sends and charges; an MMS has none.
  package var segments: Int { isMMS ? 0 : text.segments }
}

/// The recipient that a request names.
package enum Recipient: Hashable, Sendable {
  case phone(PhoneNumber)
  /// The producer's own user id; means the phone enrolled for it when the request is accepted.
  case subject(String)

  /// The number, if it names one.
  package var phone: PhoneNumber? {
    if case .phone(let phone) = self { phone } else { nil }
  }
}

/// What happens to a message whose attempt may have been accepted and cannot be settled.
package enum UncertainPolicy: Int, Hashable, Sendable {
  /// It ends as `uncertain`: better not sent than sent twice.
  case report = 0
  /// It is sent once more: better sent twice than not at all.
  case resend = 1
}
