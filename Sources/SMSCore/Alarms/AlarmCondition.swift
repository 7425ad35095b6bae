/// How soon somebody should look at an alarm.
package enum AlarmSeverity: String, CaseIterable, Hashable, Comparable, Sendable {
  /// Something works worse than it should, or is about to stop.
  case warning
  /// Messages do not go out, or not in.
  case critical

  package static func < (left: Self, right: Self) -> Bool {
    left == .warning && right == .critical
  }
}

/// What an alarm is about, without its present figures: two conditions with the same key are one
/// alarm.
package struct AlarmKey: Hashable, Sendable {
  /// The raw values are the contract's words.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case accountPaused = "account_paused"
    case senderPaused = "sender_paused"
    case intakeStopped = "intake_stopped"
    /// The oldest message of a priority has waited too long.
    case waiting
    /// Too many attempts of an account fail.
    case failures
    /// Too many receipts of a sender say that the message did not arrive.
    case undelivered
    /// Too many people opted out of a sender's messages.
    case optOuts = "opt_outs"
    case ledger
    case disk
    case inDoubt = "in_doubt"
    /// Stands for alarms that are too many to be reported one by one.
    case more
    /// Raised and cleared by `alarms test`.
    case test
  }

  package let kind: Kind
  /// Which account, spool, sender or disk; nil if there is only one.
  package let subject: String?

  package init(_ kind: Kind, _ subject: String? = nil) {
    self.kind = kind
    self.subject = subject
  }

  /// For example `account_paused/main`.
  package var text: String { subject.map { "\(kind.rawValue)/\($0)" } ?? kind.rawValue }
}

/// Something that an operator should know about, as last observed.
///
/// It contains no text of a message and no person's number; a `sender` is a number of ours.
package struct AlarmCondition: Hashable, Sendable {
  package var key: AlarmKey
  package var severity: AlarmSeverity
  package var account: String?
  package var spool: String?
  package var sender: PhoneNumber?
  package var priority: Priority?
  /// An error code, or the word for why an intake or the ledger stopped.
  package var code: String?
  /// How many of what the message says.
  package var count: Int?
  /// The part of all, from 0 to 1.
  package var share: Double?
  /// What is wrong, in one sentence.
  package var message: String
  /// What can be said when it is over, in one sentence.
  package var ending: String
  /// What to do about it, in sentences.
  package var hint: String

  package init(
    _ key: AlarmKey,
    _ severity: AlarmSeverity,
    account: String? = nil,
    spool: String? = nil,
    sender: PhoneNumber? = nil,
    priority: Priority? = nil,
    code: String? = nil,
    count: Int? = nil,
    share: Double? = nil,
    message: String,
    ending: String,
    hint: String
  ) {
    self.key = key
    self.severity = severity
    self.account = account
    self.spool = spool
    self.sender = sender
    self.priority = priority
    self.code = code
    self.count = count
    self.share = share
    self.message = message
    self.ending = ending
    self.hint = hint
  }
}
