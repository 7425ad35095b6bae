extension JobError {
  /// An error that usually is the account's, of a message that met it twice while others did not.
  var ofOneMessage: JobError {
    guard [.paymentRequired, .proxyRefused, .wrongEndpoint].contains(code) else { return self }
    var error = self
    error.message += " Other messages of the account were accepted meanwhile."
    error.hint = """
      This message met this answer twice, and others were accepted in between: its text or its \
      recipient is probably the cause, through a filter on the way (accounts.*.proxy) or at \
      Flowroute. Change the text and send it again, or ask whoever runs the filter. If all messages \
      meet it: \(hint)
      """
    return error
  }
}
