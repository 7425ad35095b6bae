package import SMSCore
internal import SMSHTTP

/// Asks accounts whether their keys and addresses work, with a call that sends nothing.
package struct AccountProbe {
  private let configuration: Configuration
  private let credentials: [String: Credentials]

  /// Makes a probe of the accounts whose keys are given.
  package init(_ configuration: Configuration, _ credentials: [String: Credentials]) {
    self.configuration = configuration
    self.credentials = credentials
  }

  /// Probes all accounts at once; an account takes its `timeout_seconds` at most.
  ///
  /// - Parameter today: The day whose first message is asked for.
  /// - Returns: The error of each account that does not work, with its hint.
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
