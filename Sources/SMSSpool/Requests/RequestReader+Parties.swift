internal import SMSCore
internal import SMSJSON

/// The recipient and the sender of a request.
extension RequestReader {
  /// The longest subject in characters.
  private static let longestSubject = 128

  /// The recipient: a number or a subject, not both.
  mutating func recipient() -> Recipient? {
    let hasTo = object[RequestMember.to.name] != nil
    let hasSubject = object[RequestMember.subject.name] != nil
    if hasTo, hasSubject {
      faults.add(.subject, "and to cannot be combined", repair: "Remove one of them.")
    }
    if hasSubject { return subject().map { .subject($0) } }
    let isReply = object[RequestMember.inReplyTo.name] != nil
    if !hasTo, !isReply {
      faults.add(
        .to,
        "is missing",
        repair: "Give the recipient's number, like 12065550142, or an enrolled `subject`."
      )
    }
    return destination().map { .phone($0) }
  }

  /// The recipient's number, if it is an allowed destination of the spool.
  mutating func destination() -> PhoneNumber? {
    guard let number = phone(.to) else { return nil }
    guard let refusal = rules.destinations.refusal(of: number) else { return number }
    faults.add(.to, refusal.rule, repair: refusal.repair(spool: rules.spool))
    return nil
  }

  /// The producer's own id of the user; nil if it is missing or invalid (a fault).
  mutating func subject() -> String? {
    guard let text = text(.subject) else { return nil }
    guard !text.utf8.contains(where: { $0 == 0x0D || $0 == 0x09 }) else {
      faults.add(
        .subject,
        "must not hold tabs or carriage returns",
        repair: "Use your own id of the user, on one line."
      )
      return nil
    }
    if (1...Self.longestSubject).contains(text.count) { return text }
    faults.add(
      .subject,
      "must have 1 to \(Self.longestSubject) characters, not \(text.count)",
      repair: "Use your own id of the user."
    )
    return nil
  }

  /// Who sends a request.
  struct RequestSender {
    /// One of the pool's numbers, if there is a pool.
    let number: PhoneNumber
    let account: String
    var pool: SenderPool?

    /// For the normalised request: which number a pool chooses is not part of it.
    var member: (String, JSONValue?) { ("from", pool == nil ? .string(number.digits) : nil) }
  }

  /// The sender's number and the account that has it, or the pool to choose it from.
  mutating func sender() -> RequestSender? {
    let named = object[RequestMember.from.name] != nil
    if !named, let pool = rules.senders {
      return RequestSender(number: pool.first, account: pool.account, pool: pool)
    }
    guard let number = named ? phone(.from) : rules.defaultFrom else {
      if !named {
        faults.add(
          .from,
          "is missing, and spools.\(rules.spool) has neither default_from nor senders",
          repair: "Name the sender, or set a default in the configuration."
        )
      }
      return nil
    }
    if let allowed = rules.allowedFrom, !allowed.contains(number) {
      faults.add(
        .from,
        "\(number.digits) is not allowed in this spool",
        repair: "Use a number of spools.\(rules.spool).allowed_from, or add it there.",
        code: .senderNotAllowed
      )
      return nil
    }
    guard let account = rules.accounts[number] else {
      faults.add(
        .from,
        "\(number.digits) is not a number of any account",
        repair: "Use a number of accounts.*.numbers, or add it to its account there.",
        code: .senderNotAllowed
      )
      return nil
    }
    return RequestSender(number: number, account: account)
  }
}

extension Recipient {
  /// The member that names the recipient in a normalised request.
  var member: (String, JSONValue?) {
    switch self {
    case .phone(let phone): ("to", .string(phone.digits))
    case .subject(let subject): ("subject", .string(subject))
    }
  }
}
