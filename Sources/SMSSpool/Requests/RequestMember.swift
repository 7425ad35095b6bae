internal import SMSJSON

/// The members of a request and the kinds that have them (the contract's table).
enum RequestMember: String, CaseIterable {
  case id
  case kind
  case metadata
  case ack
  case to
  case from
  case body
  case mediaURLs = "media_urls"
  case mediaFiles = "media_files"
  case isMMS = "is_mms"
  case priority
  case notBefore = "not_before"
  case expiresAt = "expires_at"
  case ttlSeconds = "ttl_seconds"
  case ifUncertain = "if_uncertain"
  case normalize
  case dryRun = "dry_run"
  case subject
  case inReplyTo = "in_reply_to"
  case template
  case newCode = "new_code"
  case verification
  case code
  case message
  // For operators only.
  case spool
  case account
  case all
  case error
  case by
  case file
  case match
  case action

  static let common: [RequestMember] = [.id, .kind, .metadata, .ack]

  /// The members of requests in a producer's spool, of any kind.
  static let producers: [RequestMember] = allCases.filter { !operators.contains($0) }
  static let producerNames = producers.map(\.name)

  static let allNames = allCases.map(\.name)

  private static let operators: [RequestMember] = [
    .spool, .account, .all, .error, .by, .file, .match, .action,
  ]

  var name: String { rawValue }

  var path: JSONPath { JSONPath([.member(rawValue)]) }

  /// The members that a request of a kind may have.
  ///
  /// - Parameters:
  ///   - kind: The request's kind.
  ///   - isOperator: Whether it is in the operator's spool.
  /// - Returns: The common members first.
  static func of(_ kind: RequestKind, isOperator: Bool) -> [RequestMember] {
    let own: [RequestMember] =
      switch kind {
      case .message:
        [
          .to, .from, .body, .mediaURLs, .mediaFiles, .isMMS, .priority, .notBefore, .expiresAt,
          .ttlSeconds, .ifUncertain, .normalize, .dryRun, .subject, .inReplyTo,
        ]
      case .verify, .enroll: [.to, .from, .subject, .template, .newCode]
      case .unenroll: [.subject]
      case .check: [.verification, .code]
      case .lookup: [.message]
      case .cancel: isOperator ? [.message, .spool, .match] : [.message]
      case .update:
        [.message] + (isOperator ? [.spool] : [])
          + [.notBefore, .expiresAt, .ttlSeconds, .priority, .body, .normalize]
      case .hold: [.all, .spool, .account, .message, .match]
      case .release: [.all, .spool, .account, .message, .from, .match]
      case .retry: [.message, .spool, .error, .match]
      case .flush: [.spool, .match]
      case .optout, .optin: [.to, .from]
      case .import: [.file]
      case .erase: [.to]
      // For the audit: the command puts the copy there.
      case .backup: [.file]
      case .callbacks: [.action, .account]
      case .numbers: [.action, .from, .account]
      case .reconcile, .alarm: []
      }
    return common + (isOperator ? [.by] : []) + own
  }
}
