internal import SMSCore
internal import SMSJSON

/// Reads the members of one request and collects their faults.
struct RequestReader {
  let object: JSONObject
  let rules: RequestRules
  let origin: RequestOrigin
  var faults = RequestFaults()
  /// The normalised content as members with distinct names, without `metadata`.
  ///
  /// They decide whether two requests have the same content: they include the spool's defaults, but
  /// not those that depend on the time of submission.
  var normalised: [(String, JSONValue?)] = []

  init(object: JSONObject, rules: RequestRules, origin: RequestOrigin) {
    self.object = object
    self.rules = rules
    self.origin = origin
  }

  /// Reads the whole request.
  ///
  /// - Throws: A refusal with all faults.
  mutating func request() throws(Refusal) -> Request {
    let kind = kind()
    refuseForeignMembers(of: kind)
    let explicitID = text(.id)
    let id = id(explicitID)
    let metadata = metadata()
    let ack = ack()
    let author = author()
    let isDryRun = kind == .message && flag(.dryRun) == true
    let content: Submission.Content? = if let kind { content(of: kind) } else { nil }
    guard faults.isEmpty, let id, let content else {
      throw Refusal(
        id: id,
        kind: kind?.rawValue,
        metadata: metadata ?? JSONObject(),
        ack: ack,
        error: faults.error,
        isDryRun: isDryRun
      )
    }
    return Request(
      id: id,
      hasExplicitID: explicitID != nil,
      content: content,
      metadata: metadata.flatMap(Self.text(of:)),
      ack: ack,
      isDryRun: isDryRun,
      act: act(content, by: author),
      canonical: JSONWriter.write(
        .object(
          JSONObject(distinct: normalised + [("metadata", .object(metadata ?? JSONObject()))])
        ),
        as: .canonical
      )
    )
  }

  /// What enters the audit; nil for a producer's request.
  private func act(_ content: Submission.Content, by author: RequestAuthor?) -> Request.Act? {
    guard rules.isOperator, case .command(let command) = content else { return nil }
    return Request.Act(
      author: author ?? RequestAuthor(),
      kind: command.kind,
      target: CommandDocument.text(of: command, file: object[RequestMember.file.name]?.string)
    )
  }

  private mutating func kind() -> RequestKind? {
    guard object[RequestMember.kind.name] != nil else {
      if !rules.isOperator { return .message }
      faults.add(.kind, "is missing", repair: "Name one of \(kindNames).")
      return nil
    }
    guard let name = text(.kind) else { return nil }
    guard let kind = RequestKind(rawValue: name) else {
      let nearest = NearestName.of(name, among: kinds.map(\.rawValue))
      faults.add(
        .kind,
        "is not one of \(kindNames)",
        repair: nearest.map { "Did you mean \"\($0)\"?" } ?? "Use one of them."
      )
      return nil
    }
    return accepted(kind)
  }

  private mutating func accepted(_ kind: RequestKind) -> RequestKind? {
    if !kinds.contains(kind) {
      faults.add(
        .kind,
        "\(kind.rawValue) is not taken in this spool",
        repair: rules.isOperator
          ? "Submit it to a producer's spool."
          : "It is the operator's: use smsdispatch \(kind.rawValue)."
      )
    }
    return kind
  }

  private var kinds: [RequestKind] {
    rules.isOperator ? RequestKind.operators : RequestKind.producers
  }

  private var kindNames: String {
    kinds.map(\.rawValue).joined(separator: ", ")
  }

  /// Adds a fault for each member that is unknown or does not belong to the kind.
  private mutating func refuseForeignMembers(of kind: RequestKind?) {
    faults.addUnknownMembers(
      of: object,
      known: rules.isOperator ? RequestMember.allNames : RequestMember.producerNames
    )
    guard let kind else { return }
    let own = RequestMember.of(kind, isOperator: rules.isOperator)
    let all = rules.isOperator ? RequestMember.allCases : RequestMember.producers
    for member in all where object[member.name] != nil && !own.contains(member) {
      faults.add(member, "does not belong to a \(kind.rawValue) request", repair: "Remove it.")
    }
  }

  private mutating func id(_ explicit: String?) -> String? {
    if object[RequestMember.id.name] == nil {
      if let stem = origin.validStem { return stem }
      faults.add(
        .id,
        "is missing, and the file's name without .json is not a valid id: it \(RequestID.rule)",
        repair: "Give the request an id, or the file such a name."
      )
    } else if let explicit {
      if RequestID.isValid(explicit) { return explicit }
      faults.add(.id, RequestID.rule, repair: "Use the order number or a UUID, for instance.")
    }
    return nil
  }

  private mutating func content(of kind: RequestKind) -> Submission.Content? {
    switch kind {
    case _ where !kinds.contains(kind): nil
    case .message: message()
    case .verify, .enroll: code(kind)
    case .check: check()
    case .unenroll: unenroll()
    case .update: update()
    case .cancel, .hold, .release, .retry, .flush, .lookup, .optout, .optin, .import, .erase,
      .backup, .reconcile, .callbacks, .numbers, .alarm:
      command(kind)
    }
  }
}
