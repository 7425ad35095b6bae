extension JobFilter {
  /// A condition by its name in requests (`match.to`) and, with two dashes, on command lines.
  package enum Member: String, CaseIterable, Hashable, Sendable {
    case to
    case from
    case status
    case error
    case account
    case spool
    case priority
    case batch
    case since
    case until
    case metadata
    /// The number of the newest job; no option has it.
    case through
    /// The number of the newest change; no option has it.
    case unchangedSince = "unchanged_since"

    package var name: String { rawValue }

    /// Whether it may have several values, of which a job must have one.
    package var isSet: Bool {
      switch self {
      case .to, .from, .status, .error, .account, .spool, .priority, .batch: true
      case .since, .until, .metadata, .through, .unchangedSince: false
      }
    }
  }

  /// The most values that a condition may have.
  package static let mostValues = 100
  /// The longest name or value in UTF-8 bytes.
  package static let longestValue = 4_096

  /// The words for states; `deferred` also selects jobs in doubt, which results call deferred.
  package static let statusWords = JobState.allCases.map(\.word)

  /// Adds a value to a condition.
  ///
  /// - Parameters:
  ///   - text: The value as people and requests write it: a number as `PhoneNumberParser` reads it,
  ///     a time of RFC 3339, `key=value` for metadata.
  ///   - member: The condition.
  /// - Throws: `FilterFault` if the text is not a value of that condition; nothing has changed then.
  package mutating func add(_ text: String, to member: Member) throws(FilterFault) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Self.longestValue else { throw .tooLong }
    switch member {
    case .to: try Self.add([try Self.phone(text)], to: &recipients)
    case .from: try Self.add([try Self.phone(text)], to: &senders)
    case .status: try Self.add(try Self.states(text), to: &states)
    case .error: try Self.add([try Self.error(text)], to: &errors)
    case .account: try Self.add([text], to: &accounts)
    case .spool: try Self.add([text], to: &spools)
    case .priority: try Self.add([try Self.priority(text)], to: &priorities)
    case .batch: try Self.add([text], to: &batches)
    case .since: since = try Self.time(text)
    case .until: until = try Self.time(text)
    case .metadata: try add(MetadataMatch(text: text))
    case .through: through = JobNumber(try Self.number(text))
    case .unchangedSince: unchangedSince = try Self.number(text)
    }
  }

  /// Adds a condition on the request's metadata.
  ///
  /// - Throws: `FilterFault` for an empty key, a control character, a second value of a key, and too
  ///   many conditions.
  package mutating func add(_ match: MetadataMatch) throws(FilterFault) {
    guard !match.key.isEmpty else { throw .noKey }
    guard !match.text.unicodeScalars.contains(where: isForeign) else { throw .control }
    guard !metadata.contains(where: { $0.key == match.key && $0 != match }) else { throw .twice }
    guard metadata.contains(match) || metadata.count < Self.mostValues else { throw .tooMany }
    metadata.insert(match)
  }

  /// What is wrong with `until`; nil if a job can meet both bounds.
  package var contradiction: FilterFault? {
    guard let since, let until, since >= until else { return nil }
    return FilterFault(
      "must be later than since",
      repair: "Jobs are accepted at or after since, and before until."
    )
  }

  /// Whether it is a control character other than those that strings of a request may hold.
  private func isForeign(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)
  }

  private static func add<Value>(
    _ values: Set<Value>,
    to condition: inout Set<Value>?
  ) throws(FilterFault) {
    let all = (condition ?? []).union(values)
    guard all.count <= mostValues else { throw .tooMany }
    condition = all
  }
}

// MARK: Values

extension JobFilter {
  private static func phone(_ text: String) throws(FilterFault) -> PhoneNumber {
    do throws(PhoneNumberError) {
      return try PhoneNumber(parsing: text)
    } catch {
      throw FilterFault(error.rule, repair: "Write it like 12065550142.")
    }
  }

  private static func states(_ word: String) throws(FilterFault) -> Set<JobState> {
    let named = JobState.allCases.filter { $0.name == word || $0.word == word }
    guard !named.isEmpty else { throw .unknown(word, among: statusWords) }
    return Set(named)
  }

  private static func error(_ word: String) throws(FilterFault) -> ErrorCode {
    guard let code = ErrorCode(rawValue: word) else {
      throw .unknown(word, among: ErrorCode.allCases.map(\.rawValue))
    }
    return code
  }

  private static func priority(_ word: String) throws(FilterFault) -> Priority {
    guard let priority = Priority(name: word) else {
      throw .unknown(word, among: Priority.allCases.map(\.name))
    }
    return priority
  }

  private static func time(_ text: String) throws(FilterFault) -> WallTime {
    if let time = RFC3339.time(text) { return time }
    guard RFC3339.time(text + "Z") == nil else {
      throw FilterFault(
        "lacks the offset from UTC that an RFC 3339 time has",
        repair: "Write \(text)Z if it is UTC, else its offset, as in \(text)-05:00."
      )
    }
    throw FilterFault(
      "must be an RFC 3339 time with an offset",
      repair: "Write it like 2026-11-23T08:00:00Z."
    )
  }

  private static func number(_ text: String) throws(FilterFault) -> Int64 {
    guard let value = Int64(text), value >= 0 else {
      throw FilterFault(
        "must be a whole number from 0",
        repair: "It is the number of the newest job or change that counts; leave it out for all."
      )
    }
    return value
  }
}

extension JobState {
  /// The word for operators; unlike `name` it distinguishes `in_doubt` from `deferred`.
  package var word: String { self == .inDoubt ? "in_doubt" : name }
}
