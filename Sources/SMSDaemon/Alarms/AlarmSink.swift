internal import SMSCore
internal import SMSSystem

/// Where reports of alarms go.
protocol AlarmSink: Sendable {
  /// Delivers a report, or fails to; takes no longer than a bounded time.
  func deliver(_ document: AlarmDocument) async -> AlarmOutcome

  /// Ends a delivery under way early.
  func cut() async
}

/// What became of one attempt to deliver a report.
enum AlarmOutcome: Equatable, Sendable {
  /// The command was run.
  case ran(ExitStatus, isTimedOut: Bool)
  /// A file was written, with that path.
  case wrote(String)
  /// Neither was possible, for that reason.
  case failed(String)

  var isGood: Bool {
    switch self {
    case .ran(let status, let isTimedOut): status == .exited(0) && !isTimedOut
    case .wrote: true
    case .failed: false
    }
  }

  /// What happened, in a clause.
  var words: String {
    switch self {
    case .ran(_, isTimedOut: true):
      "it ran longer than \(Int(AlarmCommand.longest.seconds)) s and was ended"
    case .ran(.exited(let status), _): "it ended with exit status \(status)"
    case .ran(.signaled(let signal), _): "it was ended by \(signal)"
    case .wrote(let path): "it is in \(path)"
    case .failed(let reason): reason
    }
  }
}
