extension JobError {
  /// An error that usually is the account's, of a message that alone meets it.
  var ofOneMessage: JobError {
    guard [.paymentRequired, .proxyRefused, .wrongEndpoint].contains(code) else { return self }
    var error = self
    error.message += " Other messages of the account were accepted meanwhile."
    error.hint = """
      Only this message meets this answer, twice now, so that its text or its recipient is the \
      cause: a filter on the way (accounts.*.proxy), or one of Flowroute's. Change the text and send \
      it anew, or ask whoever runs the filter. If all messages meet it: \(hint)
      """
    return error
  }
}
