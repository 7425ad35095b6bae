import SMSCore

extension Dispatch {
  /// A test message: job 1, between numbers reserved for fiction.
  static func sample(
    job: Int64 = 1,
    to: String = "12065550142",
    from: String = "12065550101",
    text: String = "Hello"
  ) throws -> Dispatch {
    Dispatch(
      job: JobNumber(job),
      envelope: Envelope(
        to: try PhoneNumber(parsing: to),
        from: try PhoneNumber(parsing: from),
        text: MessageText(text)
      )
    )
  }
}
