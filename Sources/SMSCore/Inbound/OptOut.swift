/// A phone that does not want messages from one of our numbers, or from any.
package struct OptOut: Hashable, Sendable {
  /// How long an entry is kept after it was last recorded: ten years.
  ///
  /// Source: Virginia's Telephone Privacy Protection Act as amended for 2026, the longest of the
  /// rules known.
  package static let kept = Interval(seconds: 315_576_000)

  /// How the opt-out became known.
  package enum Source: String, CaseIterable, Sendable {
    /// The person texted STOP; of a removal, START.
    case reply
    /// A receipt with code 1110.
    case receipt
    /// The provider refused a message for that reason.
    case refusal
    /// An operator entered it.
    case `operator`
    /// An operator imported a list.
    case imported = "import"

    /// Whether the person answered one of our messages with it.
    package var isByPhone: Bool {
      switch self {
      case .reply, .receipt, .refusal: true
      case .operator, .imported: false
      }
    }
  }

  package var phone: PhoneNumber
  /// nil: any of our numbers.
  package var sender: PhoneNumber?
  /// The account of `sender` when the entry was made; nil if it is not known, or for any number.
  package var account: String?
  package var origin: Origin
  package var since: WallTime
  /// When the phone last opted out of that number; `since` is when it first did.
  package var latest: WallTime
  /// When it resumed messages from that number after that; nil if it did not.
  ///
  /// The entry then stops only other numbers; see `OptOutScope`.
  package var resumedAt: WallTime?

  package init(
    phone: PhoneNumber,
    sender: PhoneNumber?,
    account: String? = nil,
    origin: Origin,
    since: WallTime,
    latest: WallTime? = nil,
    resumedAt: WallTime? = nil
  ) {
    self.phone = phone
    self.sender = sender
    self.account = account
    self.origin = origin
    self.since = since
    self.latest = latest ?? since
    self.resumedAt = resumedAt
  }

  package init(
    phone: PhoneNumber,
    sender: PhoneNumber?,
    account: String? = nil,
    source: Source,
    since: WallTime
  ) {
    self.init(
      phone: phone,
      sender: sender,
      account: account,
      origin: Origin(source),
      since: since
    )
  }

  package var source: Source { origin.source }
}

extension OptOut {
  /// A source, with the name of the list if it is an imported one.
  package struct Origin: Hashable, Sendable {
    /// What stands before the name of an imported list.
    private static let importPrefix = "import: "

    package let source: Source
    /// The name of an imported list; nil for other sources.
    package let list: String?

    package init(_ source: Source) {
      self.source = source
      list = nil
    }

    /// A list; its name is not empty.
    package init(list: String) {
      source = .imported
      self.list = list
    }

    /// The origin of the text that `text` returns; nil for any other.
    package init?(_ text: String) {
      if text.hasPrefix(Self.importPrefix), text.utf8.count > Self.importPrefix.utf8.count {
        self.init(list: String(text.dropFirst(Self.importPrefix.count)))
      } else if let source = Source(rawValue: text) {
        self.init(source)
      } else {
        return nil
      }
    }

    /// `reply`, `receipt`, `refusal`, `operator`, `import: NAME`.
    package var text: String { list.map { Self.importPrefix + $0 } ?? source.rawValue }
  }
}

/// Something that put a phone on the list of opt-outs, or took it off, or would have.
package struct OptOutEvent: Hashable, Sendable {
  package enum Change: String, Hashable, Sendable {
    case added
    case removed
  }

  package var change: Change
  /// The entry: for a removal, `origin` is who removed it, and without a sender it is all entries of
  /// the phone.
  package var optOut: OptOut
  /// When it was recorded; `optOut.since` is when it happened, which is earlier in an imported list.
  package var recordedAt: WallTime
  /// Whether the list changed; false for a STOP of somebody who is on it already.
  package var hadEffect: Bool

  package init(_ change: Change, _ optOut: OptOut, recordedAt: WallTime, hadEffect: Bool) {
    self.change = change
    self.optOut = optOut
    self.recordedAt = recordedAt
    self.hadEffect = hadEffect
  }
}
