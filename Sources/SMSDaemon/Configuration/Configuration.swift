package import SMSCore
package import SMSHTTP

/// The whole configuration file, checked and with defaults filled in.
package struct Configuration: Sendable, Equatable {
  /// The configuration file unless `--config` names another.
  package static let standardPath = "/etc/smsdispatch/config.json5"

  /// The state directory unless the file names another.
  static let standardState = "/var/lib/smsdispatch"

  /// The directory of the ledger, the secret key and the operator's spool; absolute.
  package var state: String
  package var spools: [String: Spool]
  package var accounts: [String: Account]
  package var retry: Retry
  package var uncertain: Uncertain
  package var maxSegments: Int
  package var verification: Verification
  /// How far an opt-out of one number reaches.
  package var optOutScope: OptOutScope
  /// Opt-out words besides the usual ones, in capitals and without accents.
  package var optOutWords: Set<String>
  package var listener: Listener?
  package var console: Console
  package var retention: Retention
  /// Free space in MiB, on the disks of a spool and the state, below which intake pauses.
  package var minFreeMegabytes: Int
  package var log: Log
  package var metrics = Metrics()
  package var monitoring = Monitoring()
  package var batches = Batches()
  /// The spools' windows with the rules of their zones; without any until `withZones`.
  package var windows = SendWindows()
  /// The zones that caps name; without any until `withZones`.
  package var dayZones: [String: ZoneRules] = [:]
  /// The system's zone; nil until `withZones`, and if no cap needs it.
  package var systemZone: ZoneRules?
  /// nil: no alarms.
  package var alarms: Alarms?

  package struct Spool: Sendable, Equatable {
    package var path: String
    package var defaultFrom: PhoneNumber?
    /// The numbers among which each recipient has its own; nil for no pool.
    package var senders: [PhoneNumber]?
    /// nil: all numbers of all accounts.
    package var allowedFrom: [PhoneNumber]?
    package var share: Double
    package var allowUrgent: Bool
    package var maxQueued: Int
    package var destinations: Destinations
    /// How texts are normalized unless the request says; nil: not at all.
    package var normalization: TextNormalization?
    /// Whether messages and codes are sent only to enrolled phones.
    package var requiresVerified: Bool
    package var autoReplies: [AutoReply]
    /// What confirms an opt-out by a word that the network does not answer; nil: nothing.
    package var optOutConfirmation: MessageText?
    /// The name under which the spool's texts are sent; nil if the file does not say.
    package var brand: String?
    /// How long a text is not sent to the same phone again; zero: not at all.
    package var repeatWindow: Interval
    /// When its messages may go, by the recipients' clocks; nil: at any time.
    package var sendWindow: SendWindow?
    /// The zone of recipients whose own is not known; an IANA name.
    package var timeZone: String?
    package var caps = SpoolCaps()
  }

  package struct Account: Sendable, Equatable {
    /// The version of the provider's API.
    package var api: String
    package var baseURL: BaseURL
    package var numbers: [PhoneNumber]
    /// nil: the unit's credentials, or the environment.
    package var keyFiles: KeyFiles?
    package var caFile: String?
    package var proxy: String?
    package var messagesPerSecond: Double
    /// How many of them may be MMS.
    package var mmsPerSecond: Double
    package var maxInFlight: Int
    package var timeout: Interval
    package var probeInterval: Interval
    package var prices: Prices
    /// To whom it sends at all.
    package var staging: Staging
    package var caps = AccountCaps()
    /// Numbers that have caps of their own.
    package var numberGroups: [NumberGroup] = []
  }

  package struct KeyFiles: Sendable, Equatable {
    package var access: String
    package var secret: String
  }

  package struct Retry: Sendable, Equatable {
    package var policy: RetryPolicy
    package var giveUpAfter: Interval
  }

  package struct Batches: Sendable, Equatable {
    /// The life of a message of a batch that names none itself.
    package var giveUpAfter = Interval(seconds: 7 * 86_400)

    package init() {}
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
    /// Numeric addresses and networks that stand for many callers, in addition to this machine.
    package var trusted: [String]
    /// What is fetched of the files of inbound messages; nil: nothing.
    package var media: MediaFetching?
  }

  package struct Retention: Sendable, Equatable {
    package var results: Interval
    package var rejected: Interval
    package var received: Interval
    package var ledger: Interval
    /// How long the audit keeps what operators did.
    package var audit: Interval
  }

  package struct Alarms: Sendable, Equatable {
    /// The path and the arguments of the command to run.
    package var command: [String]?
    /// Where to write a file for each report.
    package var directory: String?
    package var policy: AlarmPolicy
    package var limits: AlarmLimits
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

  /// What the ledger has to know for opt-outs.
  package var optOutRules: OptOutRules {
    OptOutRules(
      scope: optOutScope,
      accounts: accountByNumber,
      pools: spools.compactMapValues { $0.senders.map { Set($0) } }
    )
  }

  /// The pool of a spool; nil if it has none.
  package func pool(of spool: String) -> SenderPool? {
    guard let numbers = spools[spool]?.senders, let first = numbers.first,
      let account = account(of: first)
    else { return nil }
    return SenderPool(account: account, numbers: numbers)
  }

  /// The spools whose pools a number is in, by name.
  package func pools(with number: PhoneNumber) -> [String] {
    spools.filter { $0.value.senders?.contains(number) == true }.map(\.key).sorted()
  }

  /// What the ledger has to know about what is sent.
  package var sendingRules: SendingRules {
    var rules = SendingRules(
      accounts: accounts.mapValues(\.staging).filter { !$0.value.isOpen },
      repeats: spools.mapValues(\.repeatWindow).filter { $0.value > .zero },
      caps: sendingCaps
    )
    rules.apisWithoutMMS = apisWithoutMMS
    rules.servesMedia = servesMedia
    return rules
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
