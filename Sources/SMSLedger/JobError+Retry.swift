internal import SMSCore

extension JobError {
  /// A `retry` of a message that has not ended, was sent, or was retried before.
  static func notRetryable(
    _ target: JobName,
    _ state: JobState,
    _ retriedAs: String?
  ) -> JobError {
    let place = "Message \(target.id) of spool \(target.spool)"
    if let retriedAs {
      return JobError(
        code: .tooLate,
        message: "\(place) was retried already, as \(retriedAs).",
        hint: "See results/\(retriedAs).json; if that one failed too, retry \(retriedAs)."
      )
    }
    return JobError(
      code: .tooLate,
      message: "\(place) is \(state.name) and cannot be retried.",
      hint: state.isTerminal
        ? "What was sent is not sent again; submit a new request to send it once more."
        : "It is sent by itself in its turn; see smsdispatch show \(target.id)."
    )
  }
}
