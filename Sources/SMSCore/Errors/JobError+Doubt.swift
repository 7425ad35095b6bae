/// What an error says once an attempt that may have been accepted is settled, or cannot be.
extension JobError {
  /// The provider's whole list was read, more than once, and does not hold the message.
  var notSent: JobError {
    var error = self
    error.message += " Flowroute's list of messages shows that it was not accepted."
    switch code {
    case .timeout, .connectionLost, .interrupted:
      error.hint = """
        Nothing reached Flowroute, so sending it again is safe: the daemon does so by itself until \
        the message expires or retry.max_attempts is used up; after that, smsdispatch retry. If it \
        happens often, check the network and accounts.*.timeout_seconds.
        """
    default: break
    }
    return error
  }

  /// A message that waits in a restored ledger, and may have been sent since the backup.
  package static func unclearSinceBackup(to: PhoneNumber, from: PhoneNumber) -> JobError {
    let restored = JobError(
      code: .interrupted,
      message: "The ledger was restored from a backup that is older than what was sent since.",
      hint: ""
    )
    return restored.unsettled(.isUnclear, to: to, from: from)
  }

  /// Why the provider's list settles nothing.
  enum UnsettledList {
    /// No look could be made before the message expired.
    case isUnread
    /// It holds a record that may be this message's, or another's.
    case isUnclear
  }

  /// It cannot be determined whether the message was sent.
  func unsettled(_ list: UnsettledList, to: PhoneNumber, from: PhoneNumber) -> JobError {
    var error = self
    switch list {
    case .isUnread:
      error.message +=
        " Flowroute's list of messages could not be read to settle whether it was sent."
    case .isUnclear:
      error.message += """
         Flowroute's list of messages holds one between these numbers at that time whose text or \
        time does not show whether it is this one.
        """
    }
    error.hint = """
      Flowroute may have sent it: look for a message from \(from.digits) to \(to.digits) at that \
      time in the portal before you send it again (smsdispatch retry). With if_uncertain: "resend" \
      in a request, or uncertain.otherwise in the configuration, such messages are sent once more automatically.
      """
    return error
  }
}
