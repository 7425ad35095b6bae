internal import SMSCore
internal import SMSHTTP
internal import SMSSystem

/// The accounts of a configuration at the provider, for commands that do without the daemon.
package struct ProviderAccess {
  let accounts: AccountProviders
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

  /// A refusal, for people to read.
  ///
  /// - Parameters:
  ///   - error: The provider's.
  ///   - account: Whose call it was.
  ///   - explain: Which words fit the call.
  /// - Returns: The error with its message and its hint.
  func explained(
    _ error: ProviderError,
    _ account: String,
    by explain: (ProviderError, AccountFacts) -> JobError
  ) -> JobError {
    facts[account].map { explain(error, $0) }
      ?? JobError(code: error.code, message: error.code.rawValue, hint: error.detail ?? "")
  }
}
