/// The part of the configuration that the dispatcher needs.
package struct DispatcherConfiguration: Sendable {
  /// By name; jobs of other accounts wait.
  package var accounts: [String: AccountPolicy]
  /// By name; jobs of other spools wait.
  package var spools: [String: SpoolPolicy]
  /// When messages of the spools may go.
  package var windows: SendWindows
  package var retry: RetryPolicy
  /// What becomes of an attempt in doubt, unless the request says otherwise.
  package var ifUncertain: UncertainPolicy
  /// How long after an attempt in doubt ended each look into the provider's list takes place; at
  /// least one, ascending.
  package var looksAfter: [Interval]
  /// What the provider's errors mean.
  package var errors: any ErrorExplaining

  package init(
    accounts: [String: AccountPolicy],
    spools: [String: SpoolPolicy],
    windows: SendWindows = SendWindows(),
    retry: RetryPolicy,
    ifUncertain: UncertainPolicy,
    looksAfter: [Interval],
    errors: any ErrorExplaining
  ) {
    self.accounts = accounts
    self.spools = spools
    self.windows = windows
    self.retry = retry
    self.ifUncertain = ifUncertain
    self.looksAfter = looksAfter
    self.errors = errors
  }
}

/// How one spool is weighted against the others.
package struct SpoolPolicy: Sendable {
  /// Its weight at equal priority, above 0.
  package var share: Double

  package init(share: Double) {
    self.share = share
  }
}
