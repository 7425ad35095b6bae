internal import SMSCore

extension AgendaEntry {
  /// What a log line says of a job; the number shows itself redacted.
  var values: [(key: String, value: String)] {
    [
      ("spool", name.spool), ("id", name.id), ("account", lane.account), ("to", "\(to)"),
      ("priority", lane.priority.name),
    ]
  }
}

extension DispatcherReport.AttemptReport {
  var message: LogMessage {
    switch next {
    case .sent: .sent
    case .failed: .failed
    case .deferred, .withdrawn: .deferred
    case .expired: .expired
    case .uncertain: .uncertain
    }
  }

  /// One line for each attempt: what was sent, how it was answered, and what follows.
  var values: [(key: String, value: String)] {
    var values = entry.values
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
    if case .deferred(_, let dueAt) = next {
      values.append(("next_attempt_at", dueAt.text))
    }
    return values
  }
}
