/// What the dispatcher needs to know of the configuration.
package struct DispatcherConfiguration: Sendable {
  package var accounts: [String: AccountPolicy]
  package var spools: [String: SpoolPolicy]
  package var retry: RetryPolicy
  /// What becomes of an attempt in doubt, unless the request says otherwise.
  package var ifUncertain: UncertainPolicy
  /// After an attempt in doubt ended, the provider's list is looked into when so much time has
  /// passed; at least one, rising.
  package var looksAfter: [Interval]

  package init(
    accounts: [String: AccountPolicy],
    spools: [String: SpoolPolicy],
    retry: RetryPolicy,
    ifUncertain: UncertainPolicy,
    looksAfter: [Interval]
  ) {
    self.accounts = accounts
    self.spools = spools
    self.retry = retry
    self.ifUncertain = ifUncertain
    self.looksAfter = looksAfter
  }
}

/// How one spool stands against the others.
package struct SpoolPolicy: Sendable {
  /// Its weight at equal priority, above 0.
  package var share: Double

  package init(share: Double) {
    self.share = share
  }
}
