package import SMSCore
package import SMSHTTP

/// Everything that the configuration file says, checked and with its defaults.
package struct Configuration: Sendable, Equatable {
  /// Where a file is looked for when no `--config` names another.
  package static let standardPath = "/etc/smsdispatch/config.json5"

  /// Where the state is when the file names no other place.
  static let standardState = "/var/lib/smsdispatch"

  /// The directory of the ledger, the secret key and the operator's spool; absolute.
  package var state: String
  package var spools: [String: Spool]
  package var accounts: [String: Account]
  package var retry: Retry
  package var uncertain: Uncertain
  package var maxSegments: Int
  package var verification: Verification
  /// Words that stop messages besides the usual ones, in capitals without accents.
  package var optOutWords: Set<String>
  package var listener: Listener?
  package var retention: Retention
  /// Below this many MiB free on a spool's or the state's disk intake waits.
  package var minFreeMegabytes: Int
  package var log: Log

  package struct Spool: Sendable, Equatable {
    package var path: String
    package var defaultFrom: PhoneNumber?
    /// nil: every number of every account.
    package var allowedFrom: [PhoneNumber]?
    package var share: Double
    package var allowUrgent: Bool
    package var maxQueued: Int
    package var destinations: Destinations
    /// Whether messages and codes go only to phones that are enrolled.
    package var requiresVerified: Bool
    package var autoReplies: [AutoReply]
  }

  package struct Account: Sendable, Equatable {
    /// The version of the provider's API.
    package var api: String
    package var baseURL: BaseURL
    package var numbers: [PhoneNumber]
    /// nil: the unit's credentials or the environment.
    package var keyFiles: KeyFiles?
    package var caFile: String?
    package var proxy: String?
    package var messagesPerSecond: Double
    package var maxInFlight: Int
    package var timeout: Interval
    package var probeInterval: Interval
  }

  package struct KeyFiles: Sendable, Equatable {
    package var access: String
    package var secret: String
  }

  package struct Retry: Sendable, Equatable {
    package var policy: RetryPolicy
    package var giveUpAfter: Interval
  }

  package struct Uncertain: Sendable, Equatable {
    package var looksAfter: [Interval]
    package var otherwise: UncertainPolicy
  }

  package struct Verification: Sendable, Equatable {
    package var policy: VerificationPolicy
    package var template: String
    package var origin: String?
  }

  package struct Listener: Sendable, Equatable {
    package var address: String
    package var port: Int
    package var publicURL: String?
    package var tokenFile: String?
    /// Addresses and networks in digits that stand for many callers, besides this machine.
    package var trusted: [String]
  }

  package struct Retention: Sendable, Equatable {
    package var results: Interval
    package var rejected: Interval
    package var received: Interval
    package var ledger: Interval
  }

  package struct Log: Sendable, Equatable {
    package var format: LogFormat
    package var level: LogLevel
  }
}

extension Configuration {
  /// The operator's spool, in the state directory.
  package var operatorSpoolPath: String { state + "/operator" }

  /// The account that a sender number belongs to.
  package func account(of number: PhoneNumber) -> String? {
    accounts.first { $0.value.numbers.contains(number) }?.key
  }

  /// Every number of every account, with the account that lists it.
  package var accountByNumber: [PhoneNumber: String] {
    var result: [PhoneNumber: String] = [:]
    for (name, account) in accounts {
      for number in account.numbers { result[number] = name }
    }
    return result
  }
}
