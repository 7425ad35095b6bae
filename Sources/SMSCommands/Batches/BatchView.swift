internal import SMSArguments
package import SMSCore
internal import SMSDaemon
package import SMSJSON
internal import SMSSpool

/// A batch as `batch show`, `show` and `status` show it.
package struct BatchView: Equatable, Sendable {
  /// One of the messages that ended with an error, for its hint.
  package struct Example: Equatable, Sendable {
    package var id: String
    package var error: JobError

    package init(id: String, error: JobError) {
      self.id = id
      self.error = error
    }
  }

  package let job: JobSnapshot
  package let facts: BatchFacts
  /// When its last message will have been sent at the pace of now; nil if that cannot be said.
  package var expectedEnd: WallTime?
  /// What waits in its spool until the window opens.
  package var window: LedgerSummary.Outside?
  /// A message for each error, as far as the ledger still has one.
  package var examples: [ErrorCode: Example] = [:]
  /// The file with the results of its messages; nil if each has its own.
  package var resultsPath: String?

  /// nil for a job that is no batch.
  package init?(_ job: JobSnapshot, expectedEnd: WallTime? = nil) {
    guard let facts = job.batch else { return nil }
    self.job = job
    self.facts = facts
    self.expectedEnd = expectedEnd
  }

  /// How many of its messages were sent.
  package var sent: Int { facts.count(.sent) }
  /// How many ended unsent, but for those that were canceled or suppressed.
  package var failed: Int { facts.count(.failed, .expired, .uncertain) }
  package var canceled: Int { facts.count(.canceled) }
  /// How many were not sent as the configuration wants it so.
  package var suppressed: Int { facts.count(.suppressed) }
  /// How many of its messages are its own to send.
  package var own: Int { max(0, facts.messages - facts.repeated) }

  /// The share of its messages that have ended, 0 to 1.
  package var progress: Double {
    own == 0 ? 1 : Double(max(0, own - facts.unfinished)) / Double(own)
  }
}

// MARK: JSON

extension BatchView {
  /// The batch's result, with its spool.
  package var json: JSONObject {
    var object = ResultDocument.of(job, facts, expectedEnd: expectedEnd)
    object.set("spool", .string(job.name.spool))
    guard !examples.isEmpty else { return object }
    let members = examples.sorted { $0.key.rawValue < $1.key.rawValue }
    object.set(
      "examples",
      .object(
        JSONObject(
          members.map { code, example in
            let values: [(String, JSONValue)] = [
              ("id", .string(example.id)), ("hint", .string(example.error.hint)),
            ]
            return (code.rawValue, .object(JSONObject(values)))
          }
        )
      )
    )
    return object
  }
}

// MARK: Text

extension BatchView {
  /// `1,204 of 5,000 sent, 12 failed, 3,784 left`; what is 0 is left out.
  package var sentence: String {
    var parts = ["\(StatusView.grouped(sent)) of \(StatusView.grouped(own)) sent"]
    if failed > 0 { parts.append("\(StatusView.grouped(failed)) failed") }
    if canceled > 0 { parts.append("\(StatusView.grouped(canceled)) canceled") }
    if suppressed > 0 { parts.append("\(StatusView.grouped(suppressed)) suppressed") }
    if facts.unfinished > 0 { parts.append("\(StatusView.grouped(facts.unfinished)) left") }
    return parts.joined(separator: ", ")
  }

  /// The batch as text, wrapped at `width` columns.
  package func lines(width: Int, now: WallTime) -> [String] {
    var lines = ["\(job.name.id): \(facts.status.rawValue)  (spool \(job.name.spool))"]
    lines += Paragraph.wrap("\(sentence).", width: width, indent: "  ")
    lines += DefinitionList.lines(details(now: now), width: width)
    if let error = job.error {
      lines += Paragraph.wrap(
        "\(error.code.rawValue): \(error.message) What to do: \(error.hint)",
        width: width,
        indent: "  "
      )
    }
    guard !facts.errors.isEmpty else { return lines }
    lines += ["", "Errors:"]
    for (code, count) in errors {
      lines.append("  \(code.rawValue): \(Quantity.of(count, "message"))")
      guard let example = examples[code] else { continue }
      lines += Paragraph.wrap("\(example.id): \(example.error.hint)", width: width, indent: "    ")
    }
    return lines
  }

  /// How many messages ended with each error, the most frequent first.
  var errors: [(code: ErrorCode, count: Int)] {
    facts.errors.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { (code: $0.key, count: $0.value) }
  }

  /// Terms with their meanings.
  func details(now: WallTime) -> [(term: String, meaning: String)] {
    func text(_ time: WallTime) -> String {
      "\(Stamp.text(time)) (\(Span.text(time, from: now)))"
    }
    var details: [(term: String, meaning: String)] = []
    if facts.isAccepting {
      let counts = [facts.accepted, facts.messages].map(StatusView.grouped)
      details.append(("accepted:", counts.joined(separator: " of ")))
    }
    if facts.repeated > 0 {
      let count = StatusView.grouped(facts.repeated)
      details.append(("repeated:", "\(count), known before and not sent again"))
    }
    let waiting: [(String, Int)] = [
      ("queued", facts.count(.queued)), ("deferred", facts.count(.deferred, .inDoubt)),
      ("held", facts.count(.held)), ("under way", facts.count(.attempting)),
    ]
    let words = waiting.filter { $0.1 > 0 }.map { "\(StatusView.grouped($0.1)) \($0.0)" }
    if !words.isEmpty { details.append(("waiting:", words.joined(separator: ", "))) }
    details.append(("segments:", StatusView.grouped(facts.segments)))
    if !facts.accounts.isEmpty {
      details.append(("account:", facts.accounts.joined(separator: ", ")))
    }
    details.append(("received:", text(job.acceptedAt)))
    if let time = facts.activatedAt { details.append(("begun:", text(time))) }
    details.append(("changed:", text(job.updatedAt)))
    if let expectedEnd, !facts.status.isFinal {
      details.append(("expected end:", text(expectedEnd)))
    }
    if let window, !facts.status.isFinal {
      let count = StatusView.grouped(window.jobs) + (window.isAtLeast ? "+" : "")
      let opening = text(window.opensAt)
      details.append(("window:", "\(count) of spool \(window.spool) wait for it: \(opening)"))
    }
    if let resultsPath { details.append(("results:", resultsPath)) }
    return details
  }

  /// The progress on one line of a terminal.
  package func progressLine(columns: Int, now: WallTime) -> String {
    var noun = "of \(StatusView.grouped(own)) sent"
    if failed > 0 { noun += ", \(StatusView.grouped(failed)) failed" }
    if facts.status == .held { noun += "; held" }
    if let expectedEnd { noun += "; ends \(Span.coarse(expectedEnd, from: now))" }
    var bar = ProgressBar(noun: noun)
    bar.done = sent
    bar.fraction = progress
    return bar.line(elapsed: 0, columns: columns)
  }
}

// MARK: The pace

extension StatusView {
  /// A batch with the time at which its last message will have been sent.
  func view(of job: JobSnapshot) -> BatchView? {
    guard var batch = BatchView(job) else { return nil }
    batch.expectedEnd = expectedEnd(of: job.name.spool, batch.facts)
    batch.window = outside.first { $0.spool == job.name.spool }
    return batch
  }

  /// Goes by the paces of the batch's accounts, as if nobody else sent anything.
  private func expectedEnd(of spool: String, _ batch: BatchFacts) -> WallTime? {
    guard isAtWork, !spoolsWithWindow.contains(spool), !batch.status.isFinal, batch.status != .held,
      !isHeld(.spool(spool)),
      restoration == nil
    else { return nil }
    let sending = accounts.filter { account in
      batch.accounts.contains(account.name) && account.state != "paused"
        && !isHeld(.account(account.name))
    }
    let pace = sending.reduce(0) { $0 + ($1.effectiveRate ?? 0) }
    guard pace > 0 else { return nil }
    return now.advanced(by: Interval(seconds: Double(batch.unfinished) / pace))
  }
}
