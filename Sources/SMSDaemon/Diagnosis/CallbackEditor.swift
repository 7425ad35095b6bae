package import SMSCore
internal import SMSHTTP
internal import SMSSystem

/// Shows and sets accounts' callbacks at the provider, without a daemon.
package struct CallbackEditor {
  private let accounts: AccountProviders
  private let facts: [String: AccountFacts]

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
    let credentials = try rethrowing(StartError.configuration) { () throws(ConfigurationError) in
      try Credentials.loadAll(configuration, environment: environment, unit: unit)
    }
    let transport: Transport
    do throws(TransportError) {
      transport = try await Transport.start()
    } catch {
      throw .transport("\(error)")
    }
    var accounts = AccountProviders(transport: transport) { _ in }
    accounts.use(configuration, credentials)
    self.accounts = accounts
    facts = configuration.dispatcher(keySources: credentials.mapValues(\.source)).accounts
      .mapValues(\.facts)
  }

  /// Why a call failed, for people to read.
  package enum Failure: Error {
    case refused(JobError)
  }

  /// The URL that the provider calls; nil if it is not set.
  ///
  /// - Throws: `Failure`.
  package func show(
    _ callback: AccountCallback,
    of account: String
  ) async throws(Failure) -> String? {
    try explained(await accounts.callbacks[account]?.callback(callback), account) ?? nil
  }

  /// Sets the URL that the provider calls, or removes it if nil.
  ///
  /// - Throws: `Failure`.
  package func change(
    _ callback: AccountCallback,
    of account: String,
    to url: String?
  ) async throws(Failure) {
    let provider = accounts.callbacks[account]
    if let url {
      _ = try explained(await provider?.setCallback(callback, to: url), account)
    } else {
      _ = try explained(await provider?.removeCallback(callback), account)
    }
  }

  private func explained<Value>(
    _ result: Result<Value, ProviderError>?,
    _ account: String
  ) throws(Failure) -> Value? {
    switch result {
    case .success(let value): return value
    case nil: return nil
    case .failure(let error):
      let explained = facts[account].map { Composition.errors.explain(call: error, of: $0) }
      throw .refused(
        explained
          ?? JobError(code: error.code, message: error.code.rawValue, hint: error.detail ?? "")
      )
    }
  }
}
