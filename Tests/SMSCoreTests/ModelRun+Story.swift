@testable import SMSCore

extension ModelRun {
  /// What happened, to analyse a fault: sends, deliveries, list calls and jobs.
  var story: String {
    var lines: [(at: Double, text: String)] = []
    for send in run.provider.sends {
      lines.append((seconds(send.handedAt.monotonic), "job \(send.job.value) is sent"))
    }
    for record in run.provider.list.records {
      let (id, at) = (record.message.id ?? "-", record.message.at?.milliseconds ?? 0)
      lines.append(
        (seconds(record.visibleAt), "\(id) of job \(record.job.value) shows, stamped \(at)")
      )
    }
    for call in run.provider.list.calls {
      let (start, end) = (call.query.start.milliseconds, call.query.end.milliseconds)
      lines.append(
        (seconds(call.at), "list from \(start) to \(end), offset \(call.query.offset)")
      )
    }
    let happened = lines.sorted { $0.at < $1.at }.map { "\($0.at) s: \($0.text)" }
    let jobs = run.ledger.jobs.values.sorted { $0.entry.number < $1.entry.number }.map { job in
      "job \(job.entry.number.value): \(job.state), text \(job.entry.envelope.text.string), "
        + "attempts \(job.attempts.map { $0.code?.rawValue ?? "sent" }), "
        + "since \(job.entry.doubtSince.map { "\($0.wall.milliseconds)" } ?? "-")"
    }
    let line = run.machine.lines[0]
    let state =
      "pause \(line.pause.map { "\($0.phase)" } ?? "-"), breaker \(line.breaker.state), "
      + "\(line.reconciler.searches.count) searches, wakes \(run.machine.nextWake(after: run.now))"
    return (happened + jobs + [state]).joined(separator: "\n")
  }

  private func seconds(_ time: MonotonicTime) -> Double {
    (Double(time.nanoseconds) / 1e6).rounded() / 1000
  }
}
