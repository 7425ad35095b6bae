package import SMSCore
internal import SMSSystem

/// Lists, finds, buys, changes and releases accounts' numbers at the provider, without a daemon.
package struct NumberEditor {
  /// The time between two pages of a list.
  private static let pace = Interval(seconds: 1)
  /// How often a call that changes nothing is made at most.
  private static let mostCalls = 3

  private let access: ProviderAccess
  private let rest: @Sendable (Interval) async -> Void

  /// - Parameters:
  ///   - access: The accounts.
  ///   - rest: Returns after a time.
  package init(_ access: ProviderAccess, rest: @escaping @Sendable (Interval) async -> Void) {
    self.access = access
    self.rest = rest
  }

  /// Why something was not done, for people to read.
  package enum Failure: Error, Equatable {
    case refused(JobError)
    /// Looking did not show what was asked for; it may still come.
    case unsettled(JobError)
  }

  // MARK: Reading

  /// All numbers of an account.
  ///
  /// - Throws: `Failure`.
  package func all(of account: String) async throws(Failure) -> [OwnNumber] {
    let provider = try provider(account)
    return try await collect(account, upTo: .max) { await provider.ownNumbers($0) }
  }

  /// Numbers for sale, in the provider's order.
  ///
  /// - Throws: `Failure`.
  package func find(
    _ search: NumberSearch,
    upTo most: Int,
    for account: String
  ) async throws(Failure) -> [AvailableNumber] {
    let provider = try provider(account)
    return try await collect(account, upTo: most) { await provider.availableNumbers(search, $0) }
  }

  /// A number of an account; nil if it is not the account's.
  ///
  /// - Throws: `Failure`.
  package func number(
    _ number: PhoneNumber,
    of account: String
  ) async throws(Failure) -> OwnNumber? {
    let provider = try provider(account)
    return try await repeated(account) { await provider.details(of: number) }
  }

  private func collect<Entry>(
    _ account: String,
    upTo most: Int,
    _ ask: (NumberPageQuery) async -> Result<NumberPage<Entry>, ProviderError>
  ) async throws(Failure) -> [Entry] {
    var pages = NumberPages<Entry>(most: most)
    while let query = pages.next {
      pages.take(try await repeated(account) { await ask(query) })
      if pages.next != nil { await rest(Self.pace) }
    }
    guard !pages.isRepeating else {
      let reason = "the provider gives the same page of its list again and again"
      throw refused(ProviderError(code: .providerError, reason: reason), account)
    }
    return pages.entries
  }

  /// The answer to a call that changes nothing, which is repeated if that may help.
  private func repeated<Value>(
    _ account: String,
    _ ask: () async -> Result<Value, ProviderError>
  ) async throws(Failure) -> Value {
    var count = 1
    while true {
      switch await ask() {
      case .success(let value): return value
      case .failure(let error):
        guard error.mayPass, count < Self.mostCalls else { throw refused(error, account) }
        await rest(Interval(seconds: Double(1 << count)))
        count += 1
      }
    }
  }

  // MARK: Changing

  /// How a purchase ended.
  package struct Purchase: Equatable {
    /// Whether it was settled by looking, as its answer was lost.
    package var isSettled = false
    /// The number as the provider then showed it, if it was looked at.
    package var own: OwnNumber?
    /// Whether the provider said that it could not enable the number for texts (HTTP 207).
    package var lacksMessaging = false
    /// The provider's words about that.
    package var words: String?
  }

  /// Buys a number, once: if the answer is lost, it is looked for.
  ///
  /// - Throws: `Failure.refused` if it was not bought, `.unsettled` if it did not appear.
  package func buy(
    _ number: PhoneNumber,
    withMessaging: Bool,
    for account: String
  ) async throws(Failure) -> Purchase {
    let provider = try provider(account)
    switch await provider.buy(number, withMessaging: withMessaging) {
    case .done: return Purchase()
    case .doneWithoutMessaging(let words): return Purchase(lacksMessaging: true, words: words)
    case .refused(let error): throw refused(error, account)
    case .doubt(let error):
      let own = try await settle(number, isWanted: true, account, error)
      return Purchase(isSettled: true, own: own)
    }
  }

  /// Gives a number back.
  ///
  /// - Returns: Whether it was settled by looking, as the answer was lost.
  /// - Throws: `Failure.refused` if it was not released, `.unsettled` if it is still there.
  package func release(
    _ number: PhoneNumber,
    of account: String
  ) async throws(Failure) -> Bool {
    let provider = try provider(account)
    switch await provider.release(number) {
    case .done, .doneWithoutMessaging: return false
    case .refused(let error): throw refused(error, account)
    case .doubt(let error):
      _ = try await settle(number, isWanted: false, account, error)
      return true
    }
  }

  /// Sets the customer's name of a number.
  ///
  /// - Throws: `Failure`.
  package func setAlias(
    _ alias: String,
    of number: PhoneNumber,
    _ account: String
  ) async throws(Failure) {
    try value(await provider(account).setAlias(alias, of: number), account)
  }

  /// Sets where the provider calls for a number.
  ///
  /// - Throws: `Failure`.
  package func setCallback(
    _ callback: AccountCallback,
    of number: PhoneNumber,
    to url: String,
    _ account: String
  ) async throws(Failure) {
    try value(await provider(account).setCallback(callback, of: number, to: url), account)
  }

  /// Has a number enabled or disabled for texts.
  ///
  /// - Returns: The task that does it; without an id if the answer was lost, as the number shows
  ///   what becomes of it.
  /// - Throws: `Failure`.
  package func setMessaging(
    _ isEnabled: Bool,
    of number: PhoneNumber,
    _ account: String
  ) async throws(Failure) -> MessagingTask {
    switch await (try provider(account)).setMessaging(isEnabled, of: number) {
    case .success(let task): return task
    case .failure(let error):
      guard error.mayHaveArrived else { throw refused(error, account) }
      return MessagingTask(id: nil, status: nil)
    }
  }

  /// Follows the task that enables or disables a number to its end.
  ///
  /// - Parameters:
  ///   - watch: What to wait for, and how long.
  ///   - number: The number.
  ///   - account: Whose it is.
  ///   - learnsTask: Whether the task that the number names is this one: it has no other yet.
  /// - Returns: The watch at its end, and the number as it was then shown.
  /// - Throws: `Failure` for an account that is not configured.
  package func follow(
    _ watch: MessagingWatch,
    of number: PhoneNumber,
    _ account: String,
    learnsTask: Bool = false
  ) async throws(Failure) -> (MessagingWatch, OwnNumber?) {
    let provider = try provider(account)
    var (watch, last) = (watch, OwnNumber?.none)
    while true {
      if case .success(let own?) = await provider.details(of: number) { last = own }
      if learnsTask { watch.learn(last?.task) }
      var status: String?
      if let id = watch.task.id, case .success(let word) = await provider.status(ofTask: id) {
        status = word
      }
      watch.take(isEnabled: last?.isMessagingEnabled, status: status)
      guard watch.end == nil else { return (watch, last) }
      await rest(watch.wait)
    }
  }

  /// Looks until it is known whether a number is the account's.
  private func settle(
    _ number: PhoneNumber,
    isWanted: Bool,
    _ account: String,
    _ error: ProviderError
  ) async throws(Failure) -> OwnNumber? {
    let provider = try provider(account)
    var settlement = OwnershipSettlement(wanted: isWanted)
    var last: OwnNumber?
    while let wait = settlement.wait {
      await rest(wait)
      switch await provider.details(of: number) {
      case .success(let own):
        last = own
        settlement.take(isOwned: own != nil)
      case .failure:
        settlement.take(isOwned: nil)
      }
    }
    guard settlement.verdict == .done else { throw .unsettled(explained(error, account)) }
    return last
  }

  // MARK: Errors

  private func provider(_ account: String) throws(Failure) -> any NumberProvisioning {
    guard let provider = access.accounts.numbers[account] else {
      throw refused(ProviderError(code: .forbidden), account)
    }
    return provider
  }

  private func value<Value>(
    _ result: Result<Value, ProviderError>,
    _ account: String
  ) throws(Failure) -> Value {
    switch result {
    case .success(let value): return value
    case .failure(let error): throw refused(error, account)
    }
  }

  private func refused(_ error: ProviderError, _ account: String) -> Failure {
    .refused(explained(error, account))
  }

  private func explained(_ error: ProviderError, _ account: String) -> JobError {
    access.explained(error, account) { Composition.errors.explain(numbers: $0, of: $1) }
  }
}

extension ProviderError {
  /// Whether the provider may have carried out a call that failed so.
  fileprivate var mayHaveArrived: Bool {
    switch code {
    case .timeout, .connectionLost, .interrupted, .providerError, .providerUnavailable: true
    default: false
    }
  }
}
