internal import SMSCore
internal import SMSJSON

/// Changes of messages that wait.
extension RequestReader {
  private static let changes: [RequestMember] = [
    .notBefore, .expiresAt, .ttlSeconds, .priority, .body,
  ]

  /// Reads a request of kind `update`.
  mutating func update() -> Submission.Content? {
    let target = target()
    let given = Self.changes.filter { object[$0.name] != nil }
    if given.isEmpty {
      faults.add(
        .message,
        "must come with what is to change",
        repair: "Give not_before, expires_at or ttl_seconds, priority, or body."
      )
    }
    if object[RequestMember.normalize.name] != nil, !given.contains(.body) {
      faults.add(.normalize, "goes with body", repair: "Give the text, or leave normalize out.")
    }
    // In the operator's spool, the rules are those of the message's.
    var reader = self
    if let target { reader = reader.withRules(rules.forMessages(of: target.spool)) }
    let update = reader.changes(given)
    faults = reader.faults
    guard let target, faults.isEmpty else { return nil }
    normalised =
      [
        ("kind", .string(RequestKind.update.rawValue)), ("message", .string(target.id)),
        ("spool", rules.isOperator ? .string(target.spool) : nil),
      ] + reader.normalised
    return .command(.update(target, update))
  }

  private func withRules(_ rules: RequestRules) -> RequestReader {
    var reader = RequestReader(object: object, rules: rules, origin: origin)
    reader.faults = faults
    return reader
  }

  /// Reads what to change; faults make it incomplete.
  private mutating func changes(_ given: [RequestMember]) -> MessageUpdate {
    var update = MessageUpdate()
    update.notBefore = notBefore()
    update.end = end(update.notBefore)
    if given.contains(.priority) { update.priority = priority() }
    var body: MessageText?
    if given.contains(.body) {
      body = self.body()
      update.text = sendable(body, normalization(), isMMS: false).map { .given($0) }
    }
    normalised = [
      ("not_before", update.notBefore.map { .number(JSONNumber($0.milliseconds)) }),
      ("life", update.end?.canonical),
      ("priority", update.priority.map { .string($0.name) }),
      ("body", body.map { .string($0.string) }),
    ]
    return update
  }

  private mutating func end(_ notBefore: WallTime?) -> MessageUpdate.End? {
    guard object[RequestMember.expiresAt.name] != nil else {
      return timeToLive().map { .after($0, since: origin.changedAt) }
    }
    guard let life = life(notBefore) else { return nil }
    if life.expiresAt <= origin.now {
      faults.add(
        .expiresAt,
        "must be in the future",
        repair: "Give a later time; to keep the message from being sent, submit a cancel."
      )
    }
    return .at(life.expiresAt)
  }
}

extension MessageUpdate.End {
  /// For the normalised request.
  fileprivate var canonical: JSONValue {
    switch self {
    case .at(let time): .number(JSONNumber(time.milliseconds))
    case .after(let life, _): RequestReader.canonical(life: life)
    }
  }
}
