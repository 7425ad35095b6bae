internal import SMSCore
package import SMSSpool

extension Configuration {
  /// The name of the operator's spool in the ledger and in requests.
  package static let operatorSpool = "operator"

  /// The directory layouts of all spools, including the operator's.
  package var layouts: [String: SpoolLayout] {
    var layouts = spools.mapValues { SpoolLayout(root: $0.path) }
    layouts[Self.operatorSpool] = SpoolLayout(root: operatorSpoolPath, access: .ownerOnly)
    return layouts
  }

  /// What requests for codes may contain, in every spool.
  var codeRules: CodeRules {
    var codes = CodeRules()
    codes.policy = verification.policy
    codes.template = verification.template
    codes.origin = verification.origin
    return codes
  }

  /// What the requests of a spool may contain.
  package func rules(of spool: String) -> RequestRules {
    let settings = spools[spool]
    var rules = RequestRules(
      spool: spool,
      isOperator: spool == Self.operatorSpool,
      defaultFrom: settings?.defaultFrom,
      senders: pool(of: spool),
      allowedFrom: settings?.allowedFrom.map(Set.init),
      allowUrgent: settings?.allowUrgent ?? false,
      destinations: settings?.destinations ?? Destinations(),
      accounts: accountByNumber,
      giveUpAfter: retry.giveUpAfter,
      farthestStart: retention.ledger,
      maxSegments: maxSegments,
      normalization: settings?.normalization,
      codes: codeRules,
      requiresVerified: settings?.requiresVerified ?? false,
      others: spool == Self.operatorSpool
        ? spools.mapValues {
          MessageRules(allowUrgent: $0.allowUrgent, normalization: $0.normalization)
        } : [:],
      knownSpools: Set(spools.keys),
      knownAccounts: Set(accounts.keys)
    )
    rules.apisWithoutMMS = apisWithoutMMS
    rules.servesMedia = servesMedia
    return rules
  }

  /// Whether the provider can fetch the files of messages from the listener.
  var servesMedia: Bool { listener?.publicURL != nil }

  /// The versions of the provider's API without MMS, by the accounts that speak them.
  var apisWithoutMMS: [String: String] {
    accounts.mapValues(\.api).filter { Composition.provider.versionsWithoutMMS.contains($0.value) }
  }
}
