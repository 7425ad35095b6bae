/// A limit of what is sent within some time.
///
/// What does not fit waits until it does. Everything is counted in segments, also money: a cap of money holds as many segments as it pays for
/// at the configured price.
package struct Cap: Equatable, Sendable {
  package enum Scope: Hashable, Sendable {
    case account(String)
    /// Some numbers of an account.
    case group(String, account: String)
    case spool(String)
  }

  /// The setting; the raw value is its name.
  package enum Setting: String, CaseIterable, Sendable {
    case segmentsPerMinute = "segments_per_minute"
    case segmentsPerDay = "segments_per_day"
    case moneyPerDay = "money_per_day"
    case moneyPerMonth = "money_per_month"

    package var period: Period {
      switch self {
      case .segmentsPerMinute: .minute
      case .segmentsPerDay, .moneyPerDay: .day
      case .moneyPerMonth: .month
      }
    }
  }

  /// A minute slides; a day and a month begin at midnight of the cap's zone.
  package enum Period: Sendable {
    case minute
    case day
    case month
  }

  package struct ID: Hashable, Sendable {
    package var scope: Scope
    package var setting: Setting

    package init(_ scope: Scope, _ setting: Setting) {
      self.scope = scope
      self.setting = setting
    }
  }

  package var id: ID
  /// The segments that it lets through, at least 1.
  package var limit: Int
  /// What is counted together.
  package var counters: Set<CapCounter>
  /// Whether codes and urgent messages wait for it too; they are counted in any case.
  package var holdsUrgent: Bool
  /// The zone in which its days begin.
  package var zone: ZoneRules

  package init(
    _ id: ID,
    limit: Int,
    counters: Set<CapCounter>,
    holdsUrgent: Bool = false,
    zone: ZoneRules = .utc
  ) {
    self.id = id
    self.limit = limit
    self.counters = counters
    self.holdsUrgent = holdsUrgent
    self.zone = zone
  }

  /// Whether a message counts for it.
  func concerns(_ message: CappedMessage) -> Bool {
    !counters.isDisjoint(with: message.counters)
  }

  /// Whether a message waits for it.
  package func holds(_ message: CappedMessage) -> Bool {
    (holdsUrgent || !message.isUrgent) && concerns(message)
  }
}

extension Cap.ID {
  /// Such as `segments_per_day of account main`.
  package var words: String { "\(setting.rawValue) of \(scope.words)" }

  /// A name for notes and metrics, such as `account/main/segments_per_day`.
  package var key: String { "\(scope.key)/\(setting.rawValue)" }

  /// A fixed order, so that the same events always give the same run.
  package static func inOrder(_ left: Self, _ right: Self) -> Bool { left.key < right.key }
}

extension Cap.Scope {
  package var words: String {
    switch self {
    case .account(let name): "account \(name)"
    case .group(let name, let account): "the number group \(name) of account \(account)"
    case .spool(let name): "spool \(name)"
    }
  }

  fileprivate var key: String {
    switch self {
    case .account(let name): "account/\(name)"
    case .group(let name, let account): "group/\(account)/\(name)"
    case .spool(let name): "spool/\(name)"
    }
  }
}

/// What is counted: caps are sums of these, so that a changed configuration finds what was sent.
package enum CapCounter: Hashable, Sendable {
  case account(String)
  case sender(PhoneNumber)
  case spool(String)
}

/// A message as caps see it.
package struct CappedMessage: Hashable, Sendable {
  package var account: String
  package var spool: String
  package var sender: PhoneNumber
  /// At least 1.
  package var segments: Int
  /// Whether it is urgent or carries a code.
  package var isUrgent: Bool

  package init(
    account: String,
    spool: String,
    sender: PhoneNumber,
    segments: Int,
    isUrgent: Bool
  ) {
    self.account = account
    self.spool = spool
    self.sender = sender
    self.segments = max(1, segments)
    self.isUrgent = isUrgent
  }

  package init(_ entry: AgendaEntry) {
    self.init(
      account: entry.lane.account,
      spool: entry.name.spool,
      sender: entry.envelope.from,
      segments: entry.envelope.segments,
      isUrgent: entry.isCode || entry.lane.priority == .urgent
    )
  }

  var counters: [CapCounter] { [.account(account), .sender(sender), .spool(spool)] }
}

/// How many messages a phone gets from a spool within any 24 hours.
package struct RecipientCap: Hashable, Sendable {
  package static let window = Interval(seconds: 86_400)

  /// At least 1.
  package var limit: Int
  /// Whether codes and urgent messages wait for it too; they are counted in any case.
  package var holdsUrgent: Bool

  package init(limit: Int, holdsUrgent: Bool = false) {
    self.limit = limit
    self.holdsUrgent = holdsUrgent
  }

  /// When a phone may get another message.
  ///
  /// - Parameters:
  ///   - times: When the messages of the last 24 hours began to be sent, in any order.
  ///   - now: The time.
  /// - Returns: nil if that is now.
  package func opens(after times: [WallTime], at now: WallTime) -> WallTime? {
    let start = now.advanced(by: Interval(nanoseconds: -Self.window.nanoseconds))
    // What the clock says is yet to come was sent before it was set back: just now, for all we know.
    let recent = times.filter { $0 > start }.map { min($0, now) }.sorted()
    guard recent.count >= limit else { return nil }
    return recent[recent.count - limit].advanced(by: Self.window)
  }
}

/// Every cap of the configuration.
package struct SendingCaps: Equatable, Sendable {
  package var caps: [Cap]
  /// By spool.
  package var recipients: [String: RecipientCap]
  /// How many segments an MMS counts as, by account; 1 for any other.
  ///
  /// Where money is counted, it is as many as its price pays for.
  package var segmentsOfMMS: [String: Int]

  package init(
    _ caps: [Cap] = [],
    recipients: [String: RecipientCap] = [:],
    segmentsOfMMS: [String: Int] = [:]
  ) {
    self.caps = caps
    self.recipients = recipients
    self.segmentsOfMMS = segmentsOfMMS
  }

  /// How many segments a message counts as; an MMS has none of its own.
  package func segments(_ own: Int, in lane: Lane) -> Int {
    lane.isMMS ? segmentsOfMMS[lane.account] ?? 1 : own
  }
}

/// A message does not fit in a cap now.
package struct CapRefusal: Equatable, Sendable {
  package var cap: Cap
  /// When it fits.
  package var until: WallTime
  /// How much had been used.
  package var used: Int

  package init(cap: Cap, until: WallTime, used: Int) {
    self.cap = cap
    self.until = until
    self.used = used
  }
}
