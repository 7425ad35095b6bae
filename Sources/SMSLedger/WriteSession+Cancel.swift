internal import SMSCore

extension WriteSession {
  /// Cancels a message that is not sent yet.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func cancel(
    _ target: JobName,
    by command: Standing,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    switch job.state {
    case .attempting, .inDoubt:
      return .waits(for: job.number)
    case .queued, .deferred, .held:
      try move(job, to: .canceled, error: .canceled(by: command.name), at: now)
      try move(command, to: .canceled, at: now)
      return .finished(left: [job.number], lanes: [])
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found:
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
  }
}
