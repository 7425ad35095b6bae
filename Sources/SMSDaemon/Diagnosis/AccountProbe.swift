package import SMSCore
internal import SMSHTTP

/// Checks the keys and addresses of accounts with a call that sends nothing.
package struct AccountProbe {
  private let configuration: Configuration
  private let credentials: [String: Credentials]

  /// Creates a probe of the accounts with the given keys.
  package init(_ configuration: Configuration, _ credentials: [String: Credentials]) {
    self.configuration = configuration
    self.credentials = credentials
  }

  /// Probes all accounts at once; each takes at most its `timeout_seconds`.
  ///
  /// - Parameter today: The day whose first message is requested.
  /// - Returns: The error of each account that does not work, including its hint.
  /// - Throws: `StartError.transport` if libcurl cannot be used.
  package func run(today: WallTime) async throws(StartError) -> [String: JobError] {
    let (events, sink) = AsyncStream.makeStream(of: ProviderEvent.self)
    let transport: Transport
    do throws(TransportError) {
      transport = try await Transport.start()
    } catch {
      throw .transport("\(error)")
    }
    var accounts = AccountProviders(transport: transport) { batch in
      for event in batch { sink.yield(event) }
    }
    accounts.use(configuration, credentials)
    let policies = configuration.dispatcher(keySources: credentials.mapValues(\.source)).accounts
    var waiting = Set(accounts.providers.keys)
    var errors: [String: JobError] = [:]
    for provider in accounts.providers.values { provider.probe(today: today) }
    guard !waiting.isEmpty else { return errors }
    for await event in events {
      guard case .probed(let account, let failure) = event else { continue }
      if let failure, let facts = policies[account]?.facts {
        errors[account] = Composition.errors.explain(call: failure, of: facts)
      }
      waiting.remove(account)
      if waiting.isEmpty { break }
    }
    return errors
  }
}
