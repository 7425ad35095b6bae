internal import SMSCore
internal import SMSJSON

extension RequestReader {
  /// Ten years: anything longer is a mistake.
  private static let longestLife = Interval(seconds: 10 * 366 * 86_400)

  /// Reads a request of kind `message`.
  mutating func message() -> Submission.Content? {
    _ = text(.inReplyTo)
    let recipient = recipient()
    let sender = sender()
    let media = media(of: sender?.account)
    let body = body()
    let text = sendable(body, normalization(), isMMS: media != nil)
    let priority = priority()
    let uncertain = word(.ifUncertain, of: ["report", "resend"])
    let notBefore = notBefore()
    let life = life(notBefore)
    guard let recipient, let sender, let body, let text, let priority, let life else { return nil }
    normalised = [
      ("kind", "message"), recipient.member, sender.member,
      ("body", .string(body.string)), ("priority", .string(priority.name)),
      ("if_uncertain", uncertain.map { .string($0) }),
      ("not_before", notBefore.map { .number(JSONNumber($0.milliseconds)) }),
      ("life", life.canonical), ("media_urls", media.flatMap { Self.list($0.urls) }),
      ("media_files", media.flatMap { Self.list($0.paths) }),
      ("is_mms", media?.isEmpty == true ? true : nil),
    ]
    return .message(
      Message(
        account: sender.account,
        to: recipient,
        from: sender.number,
        pool: sender.pool,
        text: text.text,
        media: media,
        replacements: text.replacements,
        priority: priority,
        notBefore: notBefore,
        expiresAt: life.expiresAt,
        life: life.canonical == nil ? rules.giveUpAfter : nil,
        hasTimeToLive: object[RequestMember.ttlSeconds.name] != nil,
        ifUncertain: uncertain.map { $0 == "resend" ? .resend : .report },
        requiresVerified: rules.requiresVerified
      )
    )
  }

  mutating func body() -> MessageText? {
    // An MMS needs no text beside its media.
    if hasMedia, [nil, .string("")].contains(object[RequestMember.body.name]) {
      return MessageText("")
    }
    guard let string = requiredText(.body, repair: "Give the message's text.") else { return nil }
    let text = MessageText(Self.plainLines(string))
    let units = text.units
    guard (1...MessageText.longest).contains(units) else {
      faults.add(
        .body,
        "must have 1 to \(MessageText.longest) characters (UTF-16 units), not \(units)",
        repair: units == 0 ? "Give the message's text." : "Shorten it, or send several messages."
      )
      return nil
    }
    guard text.string.unicodeScalars.contains(where: { !$0.isBlank && !$0.isInvisible }) else {
      faults.add(
        .body,
        "has only blanks and invisible characters",
        repair: "Give the message's text."
      )
      return nil
    }
    return text
  }

  /// The text as it is sent: normalized if the request or the spool asks for that, unless it is an MMS.
  ///
  /// The request's identity goes by the text as it was submitted.
  mutating func sendable(
    _ body: MessageText?,
    _ normalization: TextNormalization?,
    isMMS: Bool
  ) -> NormalizedText? {
    guard let body else { return nil }
    // It has no segments that normalizing could save.
    if isMMS { return NormalizedText(text: body, replacements: []) }
    let result =
      normalization?.normalized(body) ?? NormalizedText(text: body, replacements: [])
    let text = result.text
    guard text.segments <= rules.maxSegments else {
      faults.add(
        .body,
        "has \(text.segments) segments (\(text.encoding.rawValue)), more than max_segments",
        repair: """
          Shorten it, leave out characters outside ASCII, or raise max_segments \
          (\(rules.maxSegments)) in the configuration.
          """
      )
      return nil
    }
    return result
  }

  mutating func normalization() -> TextNormalization? {
    guard object[RequestMember.normalize.name] != nil else { return rules.normalization }
    return word(.normalize, of: TextNormalization.words)
      .flatMap(TextNormalization.init(rawValue:))
  }

  /// The text with line ends and tabs that every phone can show: `\r\n` and `\r` become a newline,
  /// a tab becomes a blank.
  static func plainLines(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x0D || $0 == 0x09 }) else { return text }
    var plain = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r": plain.append("\n")
      case "\n" where last == "\r": break
      case "\t": plain.append(" ")
      default: plain.append(scalar)
      }
      last = scalar
    }
    return String(plain)
  }

  mutating func priority() -> Priority? {
    guard object[RequestMember.priority.name] != nil else { return .normal }
    guard let name = word(.priority, of: Priority.allCases.map(\.name)) else { return nil }
    guard name != Priority.urgent.name || rules.allowUrgent else {
      faults.add(
        .priority,
        "urgent is not allowed in this spool",
        repair: "Use high, or set spools.\(rules.spool).allow_urgent in the configuration.",
        code: .urgentNotAllowed
      )
      return nil
    }
    return Priority(name: name)
  }

  mutating func notBefore() -> WallTime? {
    guard let time = time(.notBefore) else { return nil }
    if time > origin.now.advanced(by: rules.farthestStart) {
      faults.add(
        .notBefore,
        "is farther ahead than the ledger keeps jobs",
        repair: "Submit it later, or raise retention.ledger_days in the configuration."
      )
    }
    return time
  }

  /// When the message expires, with the request's own limit in canonical form, if it has one.
  mutating func life(
    _ notBefore: WallTime?
  ) -> (expiresAt: WallTime, canonical: JSONValue?)? {
    let start = max(origin.changedAt, notBefore ?? origin.changedAt)
    let hasTTL = object[RequestMember.ttlSeconds.name] != nil
    guard object[RequestMember.expiresAt.name] != nil else {
      if hasTTL {
        return timeToLive().map { (start.advanced(by: $0), Self.canonical(life: $0)) }
      }
      return (start.advanced(by: rules.giveUpAfter), nil)
    }
    if hasTTL {
      faults.add(.ttlSeconds, "and expires_at cannot be combined", repair: "Remove one of them.")
    }
    guard let time = time(.expiresAt) else { return nil }
    if let notBefore, time <= notBefore {
      faults.add(.expiresAt, "must be after not_before", repair: "Correct one of them.")
    }
    return (time, .number(JSONNumber(time.milliseconds)))
  }

  /// The request's `ttl_seconds`; nil if it is missing or invalid (a fault).
  mutating func timeToLive() -> Interval? {
    guard let seconds = number(.ttlSeconds) else { return nil }
    guard seconds > 0, seconds <= Self.longestLife.seconds else {
      faults.add(
        .ttlSeconds,
        "must be above 0 and at most ten years",
        repair: "Give the seconds that the message may wait, such as 3600."
      )
      return nil
    }
    return Interval(seconds: seconds)
  }

  /// A time to live in a normalised request.
  static func canonical(life: Interval) -> JSONValue { .string("\(life.wholeMilliseconds) ms") }
}
