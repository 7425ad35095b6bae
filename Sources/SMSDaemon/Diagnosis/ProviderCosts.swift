package import SMSCore
internal import SMSSystem

/// Adds up what the provider's records say that messages cost, without a daemon.
package struct ProviderCosts {
  /// The provider's refusal, or why it could not be asked.
  package struct Refusal: Error {
    package let error: JobError
  }

  private let executor = QueueExecutor(label: "costs")
  private let access: ProviderAccess
  private let owners: [PhoneNumber: String]

  /// - Parameters:
  ///   - configuration: The accounts.
  ///   - environment: May contain keys.
  ///   - unit: The daemon's unit, whose keys are used if there are no others.
  /// - Throws: `StartError.configuration` without keys, `.transport` if libcurl cannot be used.
  package init(
    _ configuration: Configuration,
    environment: [String: String],
    unit: ServiceUnit?
  ) async throws(StartError) {
    access = try await ProviderAccess(configuration, environment: environment, unit: unit)
    owners = configuration.accountByNumber
  }

  /// Reads an account's list, a page a second, as the daemon does.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - span: From when until when, by the provider's clock.
  /// - Returns: The sums, in no particular order.
  /// - Throws: `Refusal`; nothing is added up then.
  package func read(
    _ account: String,
    _ span: Range<WallTime>
  ) async throws(Refusal) -> [ReportedTally] {
    guard let list = access.accounts.listings[account] else { return [] }
    var reader = ListReader(since: span.lowerBound, until: span.upperBound)
    var tallies: [ReportedTally.Key: ReportedTally] = [:]
    while let query = reader.next {
      let (messages, wait) = reader.take(await list.page(query))
      for message in messages { add(message, of: account, span, to: &tallies) }
      if reader.next != nil { await executor.rest(for: wait) }
    }
    if let failure = reader.failure {
      throw Refusal(
        error: access.explained(failure, account) { Composition.errors.explain(call: $0, of: $1) }
      )
    }
    return Array(tallies.values)
  }

  private func add(
    _ message: ListedMessage,
    of account: String,
    _ span: Range<WallTime>,
    to tallies: inout [ReportedTally.Key: ReportedTally]
  ) {
    // A little more was asked for, as clocks differ.
    if let at = message.at, !span.contains(at) { return }
    let ours = message.isOutbound ? message.from : message.to
    // Two accounts of the configuration may be one at the provider.
    if let owner = ours.phone.flatMap({ owners[$0] }), owner != account { return }
    let key = ReportedTally.Key(
      account: account,
      isOutbound: message.isOutbound,
      number: ours.phone,
      day: message.at.map(ReportedTally.day)
    )
    tallies[key, default: ReportedTally(key: key)].add(message.cost)
  }
}

/// What the provider's records of one of our numbers and of a day say together.
package struct ReportedTally: Hashable, Sendable {
  package struct Key: Hashable, Sendable {
    package var account: String
    package var isOutbound: Bool
    /// Our number; nil if the record does not say.
    package var number: PhoneNumber?
    /// Days since 1970, in UTC; nil if the record does not say.
    package var day: Int?
  }

  package var key: Key
  package var messages = 0
  /// The records' amounts, in billionths of a dollar.
  package var amount: Int64 = 0
  /// Records without an amount.
  package var unpriced = 0
  private var knownCharge: Int64 = 0
  private var chargedMessages = 0
  private var knownSegments = 0
  private var segmentedMessages = 0

  /// What the records say was charged, in billionths of a dollar; nil unless each of them says.
  package var charged: Int64? { chargedMessages == messages ? knownCharge : nil }

  /// The segments that the records have; nil unless each of them says.
  package var segments: Int? { segmentedMessages == messages ? knownSegments : nil }

  init(key: Key) {
    self.key = key
  }

  /// The day of a time.
  static func day(of time: WallTime) -> Int {
    Int((Double(time.milliseconds) / 86_400_000).rounded(.down))
  }

  fileprivate mutating func add(_ cost: ReportedCost?) {
    messages += 1
    if let amount = cost?.amount { self.amount &+= amount } else { unpriced += 1 }
    if let charged = cost?.charged {
      knownCharge &+= charged
      chargedMessages += 1
    }
    if let segments = cost?.segments {
      knownSegments += segments
      segmentedMessages += 1
    }
  }

  /// Adds the sums of another key to these.
  package mutating func add(_ other: ReportedTally) {
    messages += other.messages
    amount &+= other.amount
    unpriced += other.unpriced
    knownCharge &+= other.knownCharge
    chargedMessages += other.chargedMessages
    knownSegments += other.knownSegments
    segmentedMessages += other.segmentedMessages
  }
}
