internal import SMSCore

extension AgendaEntry {
  /// What to log about a job; the number's description is redacted.
  var values: [(key: String, value: String)] {
    [
      ("spool", name.spool), ("id", name.id), ("account", lane.account), ("to", "\(envelope.to)"),
      ("priority", lane.priority.name),
    ]
  }
}

extension DispatcherReport.AttemptReport {
  var message: LogMessage { next.message }

  /// One line per attempt: what was sent, how it was answered, and what follows.
  var values: [(key: String, value: String)] {
    var values: [(key: String, value: String)] = []
    values.reserveCapacity(12)
    values += entry.values
    values.append(("attempt", String(attempt)))
    values.append(("took_ms", String(took.wholeMilliseconds)))
    if case .accepted(let id, let status) = outcome {
      values.append(("status", String(status)))
      values.append(("provider_message_id", id ?? "none"))
    }
    if let error = outcome.error {
      values.append(("code", error.code.rawValue))
      if let status = error.httpStatus { values.append(("status", String(status))) }
      if let reason = error.reason { values.append(("reason", reason)) }
    }
    values += next.values
    return values
  }
}

extension Settlement.Next {
  var message: LogMessage {
    switch self {
    case .sent: .sent
    case .failed: .failed
    case .deferred, .resent, .withdrawn: .deferred
    case .doubt: .inDoubt
    case .expired: .expired
    case .uncertain: .uncertain
    }
  }

  /// The name of the state that a reconciled job is in afterwards.
  var word: String {
    switch self {
    case .sent: JobState.sent.name
    case .failed: JobState.failed.name
    case .deferred, .resent, .withdrawn, .doubt: JobState.deferred.name
    case .expired: JobState.expired.name
    case .uncertain: JobState.uncertain.name
    }
  }

  /// When the job continues, if it does.
  var values: [(key: String, value: String)] {
    switch self {
    case .deferred(_, let dueAt), .resent(_, let dueAt, _): [("next_attempt_at", dueAt.text)]
    case .doubt(_, let doubt): [("next_look_at", doubt.nextLookAt.text)]
    case .sent, .failed, .expired, .uncertain, .withdrawn: []
    }
  }
}
