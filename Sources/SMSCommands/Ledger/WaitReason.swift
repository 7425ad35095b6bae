package import SMSCore
package import SMSJSON

/// Why a job waits: the first thing that stands in its way.
package struct WaitReason: Equatable, Sendable {
  /// The reasons in the order in which they are looked for.
  package enum Code: String, CaseIterable, Sendable {
    /// The daemon does not run, or not yet.
    case daemon
    /// The ledger cannot be written, or is damaged.
    case ledger
    /// The ledger comes from a backup and was not released.
    case restored
    /// The spool takes no requests; only for files.
    case intake
    /// Its turn to be taken by the daemon comes next; only for files.
    case taking
    /// An operator holds this job.
    case held
    /// An attempt is in progress.
    case attempting
    /// Its attempt may have been accepted, and the provider's list is to show that.
    case inDoubt = "in_doubt"
    /// A command that the daemon has not carried out yet.
    case command
    /// An operator holds everything, its spool or its account.
    case hold
    /// The configuration does not have its account any more.
    case account
    /// Its account is paused until a probe and a message succeed.
    case accountPaused = "account_paused"
    /// Its sender is paused for its spool.
    case senderPaused = "sender_paused"
    /// The window of its spool is closed for its recipient.
    case window
    case notBefore = "not_before"
    /// Its recipient has had enough of its spool for a day.
    case recipientCap = "recipient_cap"
    /// It was tried, and is to be tried again later.
    case retry
    /// Its account rests after failures in a row.
    case accountResting = "account_resting"
    /// A cap of its account, its number or its spool is used up.
    case cap
    /// Another message with the same numbers and text is not settled.
    case sameText = "same_text"
    /// Others of its lane come before it.
    case turn
    /// It is the next of its lane.
    case pace
  }

  package var code: Code
  /// To follow "waits because", without a full stop.
  package var text: String
  /// Since when that has been so, if known.
  package var since: WallTime?
  /// When that changes, if known.
  package var until: WallTime?
  /// How many messages come before it; nil for other reasons.
  package var ahead: Int?
  /// Who holds it; nil for other reasons, and if unknown.
  package var user: UInt32?

  package init(
    _ code: Code,
    _ text: String,
    since: WallTime? = nil,
    until: WallTime? = nil,
    ahead: Int? = nil,
    user: UInt32? = nil
  ) {
    self.code = code
    self.text = text
    self.since = since
    self.until = until
    self.ahead = ahead
    self.user = user
  }

  /// The line for people.
  package var sentence: String { "Waits because \(text)." }

  package var json: JSONObject {
    JSONObject(distinct: [
      ("code", .string(code.rawValue)), ("text", .string(text)),
      ("since", since.map { .string(Stamp.text($0)) }),
      ("until", until.map { .string(Stamp.text($0)) }),
      ("ahead", ahead.map { .number(JSONNumber(Int64($0))) }),
      ("by_uid", user.map { .number(JSONNumber(Int64($0))) }),
    ])
  }
}
