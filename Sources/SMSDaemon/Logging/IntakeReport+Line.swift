internal import SMSCore
internal import SMSSpool

extension Log {
  /// Writes the line for an intake's report.
  func write(_ report: IntakeReport, of spool: String) {
    let (message, values) = report.line
    guard let message else { return }
    write(message, [("spool", spool)] + values)
  }
}

extension IntakeReport {
  fileprivate var line: (LogMessage?, [(key: String, value: String)]) {
    switch self {
    case .opened: (.spoolOpened, [])
    case .refused(let file, let rejectedAs, let code, let producer):
      (
        .rejected,
        [
          ("file", file), ("rejected_as", rejectedAs), ("code", code.rawValue),
          ("producer", String(producer)),
        ]
      )
    case .refusedMore(let counts):
      (
        .manyRejected,
        counts.sorted { $0.key.rawValue < $1.key.rawValue }
          .map { ($0.key.rawValue, String($0.value)) }
      )
    case .left(let file, let cause): (.leftAlone, [("file", file), ("cause", cause)])
    case .removed(let file, let cause): (.removed, [("file", file), ("cause", cause)])
    // For `status`, which shows their number.
    case .stray, .scanned: (nil, [])
    case .paused(let pause):
      (
        .intakePaused,
        [("reason", pause.reason), ("error", "\(pause)"), ("hint", pause.hint)]
      )
    case .resumed(let pause): (.intakeResumed, [("reason", pause.reason)])
    case .batchWaits(nil): (.batchGoesOn, [])
    case .batchWaits(let wait?):
      (
        .batchWaits,
        [("file", wait.file), ("reason", wait.word), ("cause", "\(wait)"), ("hint", wait.hint)]
      )
    case .batchAccepted(let id, let messages):
      (.batchAccepted, [("id", id), ("messages", String(messages))])
    case .notWatching(let error): (.scanningOnly, [("error", "\(error)")])
    case .watching: (.watching, [])
    }
  }
}

extension IntakeReport {
  /// The refused requests that it reports, by code.
  var refusals: [ErrorCode: Int] {
    switch self {
    case .refused(_, _, let code, _): [code: 1]
    case .refusedMore(let counts): counts
    default: [:]
    }
  }
}
