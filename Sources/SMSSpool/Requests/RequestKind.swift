/// The contract's `kind` of a request.
package enum RequestKind: String, CaseIterable, Sendable {
  case message
  case verify
  case check
  case enroll
  case unenroll
  case lookup
  case cancel
  case hold
  case release
  case retry
  case flush
  case optout
  case optin
  case backup
  case reconcile

  /// What a producer may ask for in its spool.
  static let producers: [RequestKind] = [
    .message, .verify, .check, .enroll, .unenroll, .lookup, .cancel,
  ]

  /// What an operator may ask for in the operator's spool.
  static let operators: [RequestKind] = [
    .cancel, .hold, .release, .retry, .flush, .optout, .optin, .backup, .reconcile,
  ]
}
