package import SMSCore

/// What the configuration allows in the requests of one spool.
package struct RequestRules: Sendable, Equatable {
  /// The spool's name.
  package var spool: String
  /// Whether it is the operator's spool, which accepts commands but no messages.
  package var isOperator: Bool
  /// The sender of requests without `from`; nil if they must have one, or there is a pool.
  package var defaultFrom: PhoneNumber?
  /// The numbers that a recipient's sender is chosen from where a request has no `from`.
  package var senders: SenderPool?
  /// The senders allowed; nil allows every number of every account.
  package var allowedFrom: Set<PhoneNumber>?
  /// Whether requests may have the priority `urgent`.
  package var allowUrgent: Bool
  package var destinations: Destinations
  /// The account of each number.
  package var accounts: [PhoneNumber: String]
  /// How long a message may wait unless the request sets a limit.
  package var giveUpAfter: Interval
  /// How far ahead `not_before` may be: as long as the ledger keeps jobs (`ledger_days`).
  package var farthestStart: Interval
  /// The most segments that a text may have.
  package var maxSegments: Int
  /// How texts are normalized unless the request says; nil: not at all.
  package var normalization: TextNormalization?
  package var codes: CodeRules
  /// Whether messages and codes are sent only to enrolled phones (`require_verified`).
  package var requiresVerified: Bool
  /// What the messages of other spools may contain, for an operator's update of one.
  package var others: [String: MessageRules]
  /// The spools that an operator's hold, flush or retry may name.
  package var knownSpools: Set<String>
  /// The accounts that an operator's hold may name.
  package var knownAccounts: Set<String>
  /// The versions of the provider's API without MMS, by the accounts that speak them.
  package var apisWithoutMMS: [String: String] = [:]
  /// Whether the provider can fetch the files of messages from the listener.
  package var servesMedia = false

  package init(
    spool: String,
    isOperator: Bool,
    defaultFrom: PhoneNumber?,
    senders: SenderPool? = nil,
    allowedFrom: Set<PhoneNumber>?,
    allowUrgent: Bool,
    destinations: Destinations = Destinations(),
    accounts: [PhoneNumber: String],
    giveUpAfter: Interval,
    farthestStart: Interval,
    maxSegments: Int,
    normalization: TextNormalization? = nil,
    codes: CodeRules = CodeRules(),
    requiresVerified: Bool = false,
    others: [String: MessageRules] = [:],
    knownSpools: Set<String>,
    knownAccounts: Set<String>
  ) {
    self.spool = spool
    self.isOperator = isOperator
    self.defaultFrom = defaultFrom
    self.senders = senders
    self.allowedFrom = allowedFrom
    self.allowUrgent = allowUrgent
    self.destinations = destinations
    self.accounts = accounts
    self.giveUpAfter = giveUpAfter
    self.farthestStart = farthestStart
    self.maxSegments = maxSegments
    self.normalization = normalization
    self.codes = codes
    self.requiresVerified = requiresVerified
    self.others = others
    self.knownSpools = knownSpools
    self.knownAccounts = knownAccounts
  }
}

extension RequestRules {
  /// What an update of a message of a spool may contain.
  func forMessages(of spool: String) -> RequestRules {
    guard isOperator else { return self }
    var rules = self
    rules.spool = spool
    rules.allowUrgent = others[spool]?.allowUrgent ?? false
    rules.normalization = others[spool]?.normalization
    return rules
  }
}

/// What an operator's request has to know about the messages of a producer's spool.
package struct MessageRules: Sendable, Equatable {
  package var allowUrgent: Bool
  /// How texts are normalized unless the request says; nil: not at all.
  package var normalization: TextNormalization?

  package init(allowUrgent: Bool, normalization: TextNormalization?) {
    self.allowUrgent = allowUrgent
    self.normalization = normalization
  }
}

/// The configuration's settings for codes.
package struct CodeRules: Sendable, Equatable {
  package var policy = VerificationPolicy()
  /// The template for requests without one of their own.
  package var template = CodeTemplate.standard
  /// The domain in the last line, from which phones fill in the code; nil for no such line.
  package var origin: String?

  package init() {}

  /// What is wrong with the texts that the template makes; nil if they can be sent.
  package func fault(maxSegments: Int) -> String? {
    let digits = String(repeating: "0", count: policy.codeLength)
    return fault(of: CodeTemplate(template, origin: origin).text(with: digits), maxSegments)
  }

  func fault(of text: MessageText, _ maxSegments: Int) -> String? {
    guard text.units <= MessageText.longest else {
      return "makes a text of \(text.units) UTF-16 units, more than \(MessageText.longest)"
    }
    guard text.segments <= maxSegments else {
      return "makes a text of \(text.segments) segments, more than max_segments"
    }
    return nil
  }
}
