/// What is reported about the parts of the daemon.
extension AlarmCondition {
  /// An account that sends nothing until a probe succeeds.
  package static func accountPaused(_ account: String, _ error: JobError) -> AlarmCondition {
    AlarmCondition(
      AlarmKey(.accountPaused, account),
      .critical,
      account: account,
      code: error.code.rawValue,
      message: "Account \(account) is paused and sends nothing: \(error.code.rawValue).",
      ending: "Account \(account) sends again.",
      hint: error.hint
    )
  }

  /// A sender that the provider refuses for every recipient.
  package static func senderPaused(_ sender: Sender) -> AlarmCondition {
    let number = sender.number.digits
    return AlarmCondition(
      AlarmKey(.senderPaused, "\(sender.spool)/\(number)"),
      .warning,
      spool: sender.spool,
      sender: sender.number,
      code: ErrorCode.forbidden.rawValue,
      message: """
        Sender \(number) of spool \(sender.spool) is paused: the provider refuses it for every \
        recipient.
        """,
      ending: "Sender \(number) of spool \(sender.spool) is no longer paused.",
      hint: """
        Check in the provider's portal that the number belongs to the account and may send texts. \
        One message is tried at intervals; smsdispatch release --sender \(number) --spool \
        \(sender.spool) sends all.
        """
    )
  }

  /// A spool that takes no requests.
  ///
  /// - Parameters:
  ///   - spool: The spool.
  ///   - reason: Why, in one word.
  ///   - cause: Why, as a clause that contains no person's number.
  ///   - hint: What to do about it.
  /// - Returns: The condition.
  package static func intakeStopped(
    _ spool: String,
    reason: String,
    cause: String,
    hint: String
  ) -> AlarmCondition {
    AlarmCondition(
      AlarmKey(.intakeStopped, spool),
      .critical,
      spool: spool,
      code: reason,
      message: "Spool \(spool) takes no requests: \(cause).",
      ending: "Spool \(spool) takes requests again.",
      hint: hint
    )
  }

  /// A ledger that cannot be written, or that cannot be relied on.
  package static func ledger(_ error: LedgerError) -> AlarmCondition {
    AlarmCondition(
      AlarmKey(.ledger),
      .critical,
      code: error.code.rawValue,
      message: "The ledger fails, so nothing is sent or accepted: \(error.cause).",
      ending: "The ledger works again.",
      hint: error.hint
    )
  }

  /// A disk that has little space left.
  ///
  /// - Parameters:
  ///   - path: A directory on it.
  ///   - free: Its free space, in MiB.
  ///   - minimum: The free space below which intake stops, in MiB.
  /// - Returns: nil if there is at least twice that.
  package static func disk(_ path: String, free: Int64, minimum: Int64) -> AlarmCondition? {
    guard free < 2 * minimum else { return nil }
    let isStopped = free < minimum
    let consequence =
      isStopped
      ? "below min_free_mb (\(minimum)), so requests wait in incoming/"
      : "requests wait in incoming/ below min_free_mb (\(minimum))"
    return AlarmCondition(
      AlarmKey(.disk, String(path.drop { $0 == "/" })),
      isStopped ? .critical : .warning,
      code: "low_disk",
      count: Int(clamping: free),
      message: "\(free) MiB are free on the disk of \(path): \(consequence).",
      ending: "The disk of \(path) has enough free space again.",
      hint: "Free space on that disk; what was accepted is still sent."
    )
  }

  /// Alarms that are too many to be reported one by one, most severe first.
  static func more(_ conditions: [AlarmCondition]) -> AlarmCondition {
    let names = conditions.prefix(5).map(\.key.text)
    let rest = conditions.count > names.count ? " and others" : ""
    return AlarmCondition(
      AlarmKey(.more),
      conditions.map(\.severity).max() ?? .warning,
      count: conditions.count,
      message: """
        There are \(conditions.count) more alarms than are reported one by one: \
        \(names.joined(separator: ", "))\(rest).
        """,
      ending: "All alarms are reported one by one again.",
      hint: "smsdispatch status shows all of it; alarms.max_per_hour limits the reports."
    )
  }

  /// What `alarms test` raises and clears.
  package static let test = AlarmCondition(
    AlarmKey(.test),
    .warning,
    message: "This is a test: somebody ran smsdispatch alarms test.",
    ending: "The test is over.",
    hint: "There is nothing to do."
  )
}
