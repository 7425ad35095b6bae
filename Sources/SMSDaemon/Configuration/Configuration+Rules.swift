package import SMSSpool

extension Configuration {
  /// What it allows the requests of one of its spools.
  package func requestRules(of name: String) -> RequestRules {
    let spool = spools[name]
    return RequestRules(
      spool: name,
      isOperator: false,
      defaultFrom: spool?.defaultFrom,
      allowedFrom: spool?.allowedFrom.map { Set($0) },
      allowUrgent: spool?.allowUrgent ?? false,
      accounts: accountByNumber,
      giveUpAfter: retry.giveUpAfter,
      farthestStart: retention.ledger,
      maxSegments: maxSegments,
      knownSpools: Set(spools.keys),
      knownAccounts: Set(accounts.keys)
    )
  }
}
