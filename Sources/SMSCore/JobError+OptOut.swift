extension JobError {
  /// A message to a phone that wants none, stopped before it cost a call.
  package static func optedOut(_ optOut: OptOut, from sender: PhoneNumber) -> JobError {
    let number = optOut.sender ?? sender
    let hint =
      switch optOut.source {
      case .operator:
        """
        \(optOut.phone.digits) is on the list of opt-outs by an operator's hand. Remove it there \
        (smsdispatch optout remove \(optOut.phone.digits)) if the person agrees to texts again.
        """
      case .reply, .receipt, .refusal:
        """
        \(optOut.phone.digits) texted STOP to \(number.digits). Only the person can undo that, by \
        texting UNSTOP or START to \(number.digits); do not send to \(optOut.phone.digits) until \
        then. If it is a mistake of ours: smsdispatch optout remove \(optOut.phone.digits).
        """
      }
    return JobError(
      code: .recipientOptedOut,
      message: "The recipient has opted out of texts from this number.",
      hint: hint
    )
  }
}
