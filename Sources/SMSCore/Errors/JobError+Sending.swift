extension JobError {
  /// A message to a phone that is not on the list of those that its account sends to.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - account: The account.
  ///   - isCode: Whether it would have carried a code.
  /// - Returns: The error.
  package static func notAllowed(
    _ phone: PhoneNumber,
    by account: String,
    isCode: Bool
  ) -> JobError {
    JobError(
      code: .notAllowedRecipient,
      message: "\(sentence(isCode)): account \(account) sends to listed phones only.",
      hint: """
        Add \(phone.digits) to accounts.\(account).allowed_recipients in the configuration and \
        reload, or remove that list where everybody is to get \(isCode ? "codes" : "messages"). \
        \(again(isCode))
        """
    )
  }

  /// A message of an account that sends nothing.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - isCode: Whether it would have carried a code.
  ///   - price: What it would have cost; nil if that is not known.
  /// - Returns: The error.
  package static func dryRun(of account: String, isCode: Bool, price: Double?) -> JobError {
    JobError(
      code: .dryRun,
      message: "\(sentence(isCode)): account \(account) is in dry-run mode.",
      hint: """
        Everything else went as it would have; only the provider was not called. To send, remove \
        accounts.\(account).mode from the configuration (or make it "live") and reload. \
        \(again(isCode))
        """,
      price: price
    )
  }

  /// A message whose text was just sent to the same phone.
  ///
  /// - Parameters:
  ///   - id: The id of the message that was sent.
  ///   - spool: The spool of both.
  ///   - window: How long a text is not repeated.
  /// - Returns: The error.
  package static func duplicateText(
    of id: String,
    in spool: String,
    within window: Interval
  ) -> JobError {
    JobError(
      code: .duplicateText,
      message: "Nothing was sent: message \(id) took the same text to the same phone.",
      hint: """
        Spool \(spool) sends a text to a phone once in \(window.words) \
        (spools.\(spool).dedup_seconds). If it is to be sent all the same, change its text, or have \
        an operator retry it (smsdispatch retry).
        """,
      duplicateOf: id
    )
  }

  /// An MMS of an account that cannot send any.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - api: The version of the provider's API that it speaks.
  /// - Returns: The error.
  package static func mmsNotSupported(by account: String, api: String) -> JobError {
    JobError(
      code: .mmsNotSupported,
      message: "Nothing was sent: \(api), which account \(account) speaks, has no MMS.",
      hint: """
        Set accounts.\(account).api to a later version and reload; then an operator may retry it \
        (smsdispatch retry). Or send the text as SMS, without media_urls and is_mms.
        """
    )
  }

  /// An MMS whose files are not there any more.
  package static let mediaGone = JobError(
    code: .mediaGone,
    message: "Nothing was sent: the daemon's copies of its media_files are gone.",
    hint: """
      They are kept until an hour after a message has ended, and are not in backups of the ledger. \
      Submit the message again under a new id, with its files in media/.
      """
  )

  /// An MMS whose files the provider cannot fetch, as nothing serves them.
  package static let mediaNotServed = JobError(
    code: .mediaNotServed,
    message: "Nothing was sent: its media_files are not served, as listener.public_url is not set.",
    hint: """
      Set listener.public_url to the address at which the provider reaches the listener, and reload; \
      within an hour, an operator may retry it then (smsdispatch retry).
      """
  )

  private static func sentence(_ isCode: Bool) -> String {
    isCode ? "The code was not sent" : "Nothing was sent"
  }

  private static func again(_ isCode: Bool) -> String {
    isCode
      ? "Then ask for the code again."
      : "What has ended is not sent by itself: an operator may retry it (smsdispatch retry)."
  }
}

extension Interval {
  /// Its length in seconds, in words.
  fileprivate var words: String {
    let isWhole = nanoseconds % 1_000_000_000 == 0
    let text = isWhole ? String(nanoseconds / 1_000_000_000) : String(seconds)
    return text == "1" ? "1 second" : "\(text) seconds"
  }
}
