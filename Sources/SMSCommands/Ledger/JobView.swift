internal import SMSArguments
package import SMSCore
internal import SMSDaemon
package import SMSJSON
internal import SMSProducer
internal import SMSSpool

/// A job of the ledger as shown by `show`.
package struct JobView {
  private let details: JobDetails
  private let now: WallTime
  private let restoration: Restoration?
  private let reason: WaitReason?
  private let disclosure: Disclosure

  package init(
    _ details: JobDetails,
    now: WallTime,
    restoration: Restoration? = nil,
    reason: WaitReason? = nil,
    disclosure: Disclosure = .whole
  ) {
    self.details = details
    self.restoration = restoration
    self.reason = reason
    self.disclosure = disclosure
    self.now = now
  }

  private var job: JobSnapshot { details.snapshot }
  private var document: JSONObject {
    disclosure.shown(ResultDocument.of(job, provider: Composition.provider.name))
  }

  /// The job's result, with what results do not contain.
  package var json: JSONObject {
    var object = document
    object.set("spool", .string(job.name.spool))
    object.set("batch", ifPresent: job.ownBatch.map { .string($0.id) })
    if !job.repeatingBatches.isEmpty {
      object.set("repeated_in", .array(job.repeatingBatches.map { .string($0.id) }))
    }
    object.set("producer_uid", .number(JSONNumber(Int64(details.producer))))
    object.set("due_at", ifPresent: Self.time(details.dueAt))
    object.set("not_before", ifPresent: Self.time(details.notBefore))
    object.set("expires_at", ifPresent: Self.time(details.expiresAt))
    object.set("attempting_since", ifPresent: Self.time(details.begunAt))
    object.set("waits_because", ifPresent: reason.map { .object($0.json) })
    object.set("restored", ifPresent: restoration.map { .object($0.json) })
    object.set("history", .array(details.attempts.map { .object(Self.json($0)) }))
    return object
  }

  /// The job as text, wrapped at `width` columns.
  package func lines(width: Int) -> [String] {
    let result = PublishedResult(document).lines(width: width)
    var lines = [result[0] + "  (spool \(job.name.spool))"]
    if let reason { lines += Paragraph.wrap(reason.sentence, width: width, indent: "  ") }
    lines += DefinitionList.lines(facts, width: width)
    lines += remarks(of: result)
    if let restored { lines += [""] + Paragraph.wrap(restored, width: width, indent: "  ") }
    if !details.attempts.isEmpty { lines += ["", "Attempts:"] + attempts.lines.map { "  " + $0 } }
    return lines
  }

  /// What became of it, in a line without its id.
  var outcome: String {
    let result = PublishedResult(document)
    let (line, head) = (result.headline, "\(result.id): ")
    return line.hasPrefix(head) ? String(line.dropFirst(head.count)) : line
  }

  /// Why it waits, in a sentence; nil if it does not.
  var waits: String? { reason?.sentence }

  /// Error, hint, codes, delivery and the like, each in a line of any length.
  var remarks: [String] {
    remarks(of: PublishedResult(document).lines(width: .max)).map { String($0.dropFirst(2)) }
  }

  private func remarks(of lines: [String]) -> [String] {
    lines.dropFirst().filter { !$0.hasPrefix("  Next attempt:") }
  }

  /// What a restore of the ledger means for it; nil without one.
  var restored: String? {
    restoration.map { "\($0.words(now: now)) \($0.hint)" }
  }

  var facts: [(term: String, meaning: String)] {
    var facts: [(term: String, meaning: String)] = [("kind:", job.kind)]
    if let message = job.message {
      facts.append(("from:", "\(message.from.digits), account \(message.account)"))
      facts.append(("priority:", message.priority.name))
      facts.append(
        message.media == nil
          ? ("text:", "\(message.extent), \(message.encoding.rawValue)") : ("text:", message.extent)
      )
      if !message.replacements.isEmpty {
        facts.append(("normalized:", message.replacements.map(\.words).joined(separator: ", ")))
      }
    }
    facts.append(("accepted:", text(job.acceptedAt)))
    facts.append(("changed:", text(job.updatedAt)))
    if let begun = details.begunAt { facts.append(("attempting since:", text(begun))) }
    if !job.state.isTerminal {
      if let time = job.nextAttemptAt ?? details.dueAt { facts.append(("due:", text(time))) }
      if let time = details.expiresAt { facts.append(("expires:", text(time))) }
    }
    if let batch = job.ownBatch { facts.append(("batch:", batch.id)) }
    if !job.repeatingBatches.isEmpty {
      let ids = job.repeatingBatches.map(\.id).joined(separator: ", ")
      facts.append(("repeated in:", "batch \(ids)"))
    }
    if let original = job.retryOf { facts.append(("retry of:", original)) }
    facts.append(("producer:", "user id \(details.producer)"))
    return facts
  }

  private func text(_ time: WallTime) -> String {
    "\(Stamp.text(time)) (\(Span.text(time, from: now)))"
  }

  var attempts: Table {
    var table = Table(["#", "BEGUN", "TOOK", "ANSWER", "ERROR"], right: ["#", "TOOK"])
    for attempt in details.attempts {
      let answer = attempt.httpStatus.map { "HTTP \($0)" }
      table.append([
        "\(attempt.number)", Stamp.text(attempt.begunAt),
        Span.text(attempt.endedAt.since(attempt.begunAt)),
        answer ?? (attempt.leftAt == nil ? "never left" : "none"),
        attempt.code?.rawValue ?? "",
      ])
    }
    return table
  }

  private static func json(_ attempt: AttemptRecord) -> JSONObject {
    var object = JSONObject([("attempt", .number(JSONNumber(Int64(attempt.number))))])
    object.set("begun_at", ifPresent: time(attempt.begunAt))
    object.set("left_at", ifPresent: time(attempt.leftAt))
    object.set("ended_at", ifPresent: time(attempt.endedAt))
    let status = attempt.httpStatus.map { JSONValue.number(JSONNumber(Int64($0))) }
    object.set("http_status", ifPresent: status)
    object.set("code", ifPresent: attempt.code.map { .string($0.rawValue) })
    return object
  }

  private static func time(_ time: WallTime?) -> JSONValue? {
    time.map { .string(Stamp.text($0)) }
  }
}

extension JobSnapshot.MessageFacts {
  /// How much it is: the segments of a text, or the media of an MMS.
  var extent: String {
    switch media {
    case nil: Quantity.of(segments, "segment")
    case 0: "MMS"
    case 1?: "MMS with 1 file"
    case let count?: "MMS with \(count) files"
    }
  }
}

extension TextReplacement {
  /// Which character was replaced, by what, and how often.
  fileprivate var words: String {
    let scalars = character.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    let name = scalars.joined(separator: " ")
    let times = count > 1 ? " (\(count) times)" : ""
    if replacement.isEmpty { return "\(name) removed\(times)" }
    return "\(name) by \(replacement == " " ? "a blank" : replacement)\(times)"
  }
}
