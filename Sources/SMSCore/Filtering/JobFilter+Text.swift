extension JobFilter {
  /// A condition with one of its values.
  package struct Condition: Hashable, Sendable {
    package var member: Member
    /// The value as `add(_:to:)` reads it.
    package var text: String

    package init(_ member: Member, _ text: String) {
      self.member = member
      self.text = text
    }
  }

  /// Every condition, each value by itself; equal filters have equal conditions, in equal order.
  package var conditions: [Condition] {
    var conditions: [Condition] = []
    func add(_ member: Member, _ values: [String]?) {
      for value in (values ?? []).sorted() { conditions.append(Condition(member, value)) }
    }
    add(.to, recipients?.map(\.digits))
    add(.from, senders?.map(\.digits))
    add(.status, states?.map(\.word))
    add(.error, errors?.map(\.rawValue))
    add(.account, accounts.map(Array.init))
    add(.spool, spools.map(Array.init))
    add(.priority, priorities?.map(\.name))
    add(.batch, batches.map(Array.init))
    add(.since, since.map { [RFC3339.text($0)] })
    add(.until, until.map { [RFC3339.text($0)] })
    add(.metadata, metadata.map(\.text))
    add(.through, through.map { ["\($0.value)"] })
    add(.unchangedSince, unchangedSince.map { ["\($0)"] })
    return conditions
  }

  /// The whole filter in one text, for storage; `init(text:)` reads it.
  package var text: String {
    conditions.map { "\($0.member.name) \($0.text)" }.joined(separator: Self.separator)
  }

  /// Reads a stored filter; nil for a text that no version writes.
  package init?(text: String) {
    self.init()
    for part in text.split(separator: Self.separator) {
      let words = part.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let member = Member(rawValue: String(words[0])),
        (try? addStored(String(words[1]), to: member)) != nil
      else { return nil }
    }
  }

  /// A stored word for states means that state alone.
  private mutating func addStored(
    _ text: String,
    to member: Member
  ) throws(FilterFault) {
    guard member == .status, let state = JobState.allCases.first(where: { $0.word == text }) else {
      return try add(text, to: member)
    }
    states = (states ?? []).union([state])
  }

  /// A control character, which neither a name nor the metadata of a request contains.
  private static let separator = "\u{1E}"
}

extension MetadataMatch {
  /// `key=value`; in the key, `=` and `\` have a `\` before them.
  package var text: String {
    var key = String.UnicodeScalarView()
    for scalar in self.key.unicodeScalars {
      if scalar == "\\" || scalar == "=" { key.append("\\") }
      key.append(scalar)
    }
    return "\(String(key))=\(value)"
  }

  /// Reads `key=value`.
  ///
  /// - Throws: `FilterFault` if there is no equals sign.
  package init(text: String) throws(FilterFault) {
    var key = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst(), scalar != "=" {
      key.append(scalar == "\\" ? rest.popFirst() ?? scalar : scalar)
      guard !rest.isEmpty else { throw .noKey }
    }
    self.init(key: String(key), value: String(rest))
  }
}
