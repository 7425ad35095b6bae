internal import SMSCore
internal import SMSJSON

/// Requests about codes.
extension RequestReader {
  /// The longest entered code, in characters.
  private static let longestTyped = 64

  /// Reads a request of kind `verify` or `enroll`.
  mutating func code(_ kind: RequestKind) -> Submission.Content? {
    let purpose = kind == .enroll ? enrollment() : recipient().map { .verify($0) }
    let sender = sender()
    let template = template()
    let wantsNewCode = flag(.newCode)
    guard let purpose, let sender, let template, let wantsNewCode else { return nil }
    let request = CodeRequest(
      purpose: purpose,
      account: sender.account,
      from: sender.number,
      pool: sender.pool,
      template: template,
      wantsNewCode: wantsNewCode,
      requiresVerified: rules.requiresVerified,
      policy: rules.codes.policy
    )
    guard fits(request.sample) else { return nil }
    normalised =
      [("kind", .string(kind.rawValue))] + purpose.members + [
        sender.member, ("template", .string(template.string)),
        ("new_code", .bool(wantsNewCode)),
      ]
    return .code(request)
  }

  /// Reads a request of kind `check`.
  mutating func check() -> Submission.Content? {
    let repair = "Give the id of the verify or enroll request whose code it is."
    if object[RequestMember.verification.name] == nil {
      faults.add(.verification, "is missing", repair: repair)
    }
    let verification = requestID(.verification)
    guard let typed = typed(), let verification else { return nil }
    normalised = [
      ("kind", "check"), ("verification", .string(verification)), ("code", .string(typed.string)),
    ]
    return .check(CheckRequest(verification: verification, code: typed))
  }

  /// Reads a request of kind `unenroll`.
  mutating func unenroll() -> Submission.Content? {
    requireSubject()
    guard let subject = subject() else { return nil }
    normalised = [("kind", "unenroll"), ("subject", .string(subject))]
    return .unenroll(subject: subject)
  }

  private mutating func enrollment() -> CodeRequest.Purpose? {
    requireSubject()
    if object[RequestMember.to.name] == nil {
      faults.add(.to, "is missing", repair: "Give the number of the phone to enroll.")
    }
    let phone = destination()
    guard let subject = subject(), let phone else { return nil }
    return .enroll(subject: subject, phone: phone)
  }

  private mutating func requireSubject() {
    guard object[RequestMember.subject.name] == nil else { return }
    faults.add(.subject, "is missing", repair: "Give your own id of the user.")
  }

  private mutating func template() -> CodeTemplate? {
    let named = object[RequestMember.template.name] != nil
    guard let given = named ? text(.template) : rules.codes.template else { return nil }
    let text = Self.plainLines(given)
    guard CodeTemplate.isValid(text) else {
      faults.add(
        .template,
        "must hold \(CodeTemplate.placeholder) exactly once",
        repair: "Write it like \"\(CodeTemplate.standard)\"."
      )
      return nil
    }
    return CodeTemplate(text, origin: rules.codes.origin)
  }

  /// A code's text is not shown in its faults: its template may be the configuration's.
  private mutating func fits(_ text: MessageText) -> Bool {
    guard let fault = rules.codes.fault(of: text, rules.maxSegments) else { return true }
    faults.add(
      .template,
      fault,
      repair: "Shorten it, or raise max_segments (\(rules.maxSegments)) in the configuration."
    )
    return false
  }

  /// The code as entered; never shown in a fault.
  private mutating func typed() -> TypedCode? {
    let repair = "Give what the person typed; blanks and hyphens do not matter."
    guard let text = requiredText(.code, repair: repair) else { return nil }
    let typed = TypedCode(text)
    guard text.count <= Self.longestTyped, !typed.string.isEmpty else {
      faults.add(
        .code,
        "must have 1 to \(Self.longestTyped) characters, not only blanks",
        repair: repair
      )
      return nil
    }
    return typed
  }
}

extension CodeRequest.Purpose {
  fileprivate var members: [(String, JSONValue?)] {
    switch self {
    case .verify(let recipient): [recipient.member]
    case .enroll(let subject, let phone):
      [("subject", .string(subject)), ("to", .string(phone.digits))]
    }
  }
}
