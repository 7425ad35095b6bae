/// A request that changes other jobs instead of sending a message.
package enum Command: Hashable, Sendable {
  case cancel(JobName)
  case hold(HoldScope)
  case release(HoldScope)
  case retry(JobName)
  /// Every failed, expired or uncertain job whose error has this code, in one spool or in all.
  case retryAll(code: ErrorCode, spool: String?)
  /// Deferred jobs are due now, in one spool or in all.
  case flush(spool: String?)
  /// Asks the provider for the record of a message, named by our id or the provider's.
  case lookup(JobName)
  /// A phone wants no messages from a number, or from any of ours.
  case optOut(PhoneNumber, sender: PhoneNumber?)
  /// It wants them again.
  case optIn(PhoneNumber, sender: PhoneNumber?)
  /// Copies the ledger into a file of its own.
  case backup
  /// Finds out what was sent since the backup that the ledger was restored from.
  case reconcile

  /// The word of the contract for the request's `kind`.
  package var kind: String {
    switch self {
    case .cancel: "cancel"
    case .hold: "hold"
    case .release: "release"
    case .retry, .retryAll: "retry"
    case .flush: "flush"
    case .lookup: "lookup"
    case .optOut: "optout"
    case .optIn: "optin"
    case .backup: "backup"
    case .reconcile: "reconcile"
    }
  }

  /// Whether it is not carried out by the ledger in one step: it needs the provider, or takes long.
  package var isErrand: Bool {
    switch self {
    case .lookup, .backup, .reconcile: true
    case .cancel, .hold, .release, .retry, .retryAll, .flush, .optOut, .optIn: false
    }
  }
}
