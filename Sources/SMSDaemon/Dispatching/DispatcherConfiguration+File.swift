package import SMSCore
internal import SMSHTTP

extension Configuration {
  /// The part of the configuration that the dispatcher needs.
  ///
  /// - Parameter keySources: For each account, a description of where its keys were read from.
  /// - Returns: Accounts, spools (including the operator's) and policies.
  package func dispatcher(keySources: [String: String]) -> DispatcherConfiguration {
    DispatcherConfiguration(
      accounts: accounts.reduce(into: [:]) { result, entry in
        let (name, account) = entry
        var policy = AccountPolicy(
          messagesPerSecond: account.messagesPerSecond,
          maxInFlight: account.maxInFlight,
          probeInterval: account.probeInterval,
          facts: AccountFacts(
            name: name,
            baseURL: account.baseURL.text,
            api: account.api,
            keySource: keySources[name] ?? "the configuration",
            caFile: account.caFile,
            messagesPerSecond: account.messagesPerSecond
          )
        )
        policy.mmsPerSecond = account.mmsPerSecond
        policy.facts.mmsPerSecond = account.mmsPerSecond
        policy.staging = account.staging
        result[name] = policy
      },
      spools: spools.mapValues { SpoolPolicy(share: $0.share) },
      windows: windows,
      retry: retry.policy,
      ifUncertain: uncertain.otherwise,
      looksAfter: uncertain.looksAfter.sorted(),
      errors: Composition.errors
    )
  }
}
