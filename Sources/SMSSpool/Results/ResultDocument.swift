package import SMSCore
package import SMSJSON
internal import SMSSystem

/// Builds the result files of the contract.
package enum ResultDocument {
  /// The initial capacity for a result's members.
  private static let mostMembers = 32

  /// The result of a job, members in the contract's order.
  package static func of(_ job: JobSnapshot, provider: String) -> JSONObject {
    var result = JSONObject(capacity: mostMembers)
    result.append("id", .string(job.name.id))
    result.append("kind", .string(job.kind))
    result.append("status", .string(job.state.name))
    result.append("final", .bool(job.state.isTerminal))
    if let message = job.message {
      append(message, provider: provider, to: &result)
      result.append("erased", job.isErased ? true : nil)
      result.append("attempts", number(job.attempts))
    }
    result.append("verification", job.verification.map(verification))
    if case .denied(let reason, let left) = job.verdict {
      result.append("reason", .string(reason.rawValue))
      result.append("attempts_left", number(left))
    }
    appendCourse(of: job, to: &result)
    return result
  }

  /// Appends the members about a message: who, from whom, by whom, and how long it is.
  private static func append(
    _ message: JobSnapshot.MessageFacts,
    provider: String,
    to result: inout JSONObject
  ) {
    result.append("to", message.to.map { .string($0.digits) })
    result.append("from", .string(message.from.digits))
    result.append("priority", .string(message.priority.name))
    result.append("provider", .string(provider))
    result.append("account", .string(message.account))
    result.append("provider_message_id", message.providerMessageID.map { .string($0) } ?? .null)
    append(segments: message.segments, media: message.media, to: &result)
    result.append("encoding", .string(message.encoding.rawValue))
    result.append("normalized", replacements(message.replacements))
  }

  /// Appends how long a text is, or how many media an MMS has, which is in no segments.
  static func append(segments: Int, media: Int?, to result: inout JSONObject) {
    result.append("segments", media == nil ? number(segments) : .null)
    result.append("is_mms", media == nil ? nil : true)
    result.append("media", media.map(number))
  }

  /// Appends the members about what happened to a job, and what its producer gave it.
  private static func appendCourse(of job: JobSnapshot, to result: inout JSONObject) {
    result.append("accepted_at", time(job.acceptedAt))
    result.append("updated_at", time(job.updatedAt))
    result.append("window_opens_at", job.state == .queued ? job.opensAt.map(time) : nil)
    result.append("next_attempt_at", job.state.isDeferred ? job.nextAttemptAt.map(time) : nil)
    result.append("error", job.error.map { .object(of($0)) })
    result.append("duplicate_of", job.error?.duplicateOf.map { .string($0) })
    result.append("price", job.error?.price.flatMap { JSONNumber($0) }.map { .number($0) })
    result.append("delivery", job.delivery.map { .object(of($0)) })
    result.append(
      job.state == .found ? "record" : "report",
      job.record.flatMap { try? JSONParser.parseWritten(Array($0.utf8)) }
    )
    result.append(
      "updated",
      job.updated.isEmpty ? nil : .array(job.updated.map { .string($0) })
    )
    result.append("affected", job.affected.map(number))
    result.append("too_late", tooLate(job.tooLate))
    result.append("retry_of", job.retryOf.map { .string($0) })
    result.append("retried_as", job.retriedAs.map { .string($0) })
    result.append("ack", job.acks.last.map { .string($0) })
    result.append("acks", job.acks.isEmpty ? nil : .array(job.acks.map { .string($0) }))
    result.append("metadata", metadata(job.metadata))
  }

  /// `{"sent": 2}`; nil if there are none.
  private static func tooLate(_ counts: [JobState: Int]) -> JSONValue? {
    guard !counts.isEmpty else { return nil }
    let members = counts.sorted { $0.key.rawValue < $1.key.rawValue }
    return .object(JSONObject(distinct: members.map { ($0.key.name, number($0.value)) }))
  }

  /// The result of a refused request, which is also the reason file beside it.
  ///
  /// - Parameters:
  ///   - refusal: The reason, with the parts of the request to return.
  ///   - stem: The file's name without `.json`, used if the id is missing.
  ///   - file: The file's name in `rejected/`.
  ///   - now: When it was refused.
  /// - Returns: The members, in the order of a job's result.
  static func of(
    _ refusal: Refusal,
    stem: String?,
    file: FileName,
    at now: WallTime
  ) -> JSONObject {
    JSONObject(distinct: [
      ("id", (refusal.id ?? stem).map { .string($0) } ?? .null),
      ("kind", refusal.kind.map { .string($0) }),
      ("status", "rejected"), ("final", true),
      ("updated_at", time(now)),
      ("error", .object(of(refusal.error))),
      ("fault_count", refusal.faults.map { number($0.count) }),
      ("faults", refusal.faults.map(faults)),
      ("file", .string(file.escaped)),
      ("ack", refusal.ack.map { .string($0) }),
      ("metadata", .object(refusal.metadata)),
    ])
  }

  /// The faults of a batch that are kept, in the order of their lines.
  static func faults(_ faults: BatchFaults) -> JSONValue {
    .array(
      faults.first.map { fault in
        .object(
          JSONObject(distinct: [
            ("line", fault.line == 0 ? nil : number(fault.line)),
            ("member", fault.member.map { .string($0) }),
            ("message", .string(fault.message)), ("repair", .string(fault.repair)),
          ])
        )
      }
    )
  }

  private static func verification(_ facts: JobSnapshot.VerificationFacts) -> JSONValue {
    .object(
      JSONObject(distinct: [
        ("expires_at", time(facts.expiresAt)), ("attempts_left", number(facts.attemptsLeft)),
        ("sends", number(facts.sends)),
      ])
    )
  }

  /// What was replaced in a text; nil if nothing was.
  static func replacements(_ all: [TextReplacement]) -> JSONValue? {
    all.isEmpty ? nil : .array(all.map { .object(of($0)) })
  }

  private static func of(_ replacement: TextReplacement) -> JSONObject {
    JSONObject(distinct: [
      ("character", .string(replacement.character)),
      ("replacement", .string(replacement.replacement)), ("count", number(replacement.count)),
    ])
  }

  static func of(_ error: JobError) -> JSONObject {
    JSONObject(distinct: [
      ("code", .string(error.code.rawValue)), ("message", .string(error.message)),
      ("hint", .string(error.hint)), ("http_status", error.httpStatus.map(number)),
      ("provider_detail", error.providerDetail.map { .string($0) }),
      ("provider_error_id", error.providerErrorID.map { .string($0) }),
      ("attempt", error.attempt.map(number)), ("retry_at", error.retryAt.map(time)),
      ("cause", error.cause.map { .object(of($0)) }),
    ])
  }

  private static func of(_ cause: JobError.Cause) -> JSONObject {
    JSONObject(distinct: [
      ("code", .string(cause.code.rawValue)), ("message", .string(cause.message)),
      ("hint", .string(cause.hint)), ("http_status", cause.httpStatus.map(number)),
    ])
  }

  private static func of(_ delivery: Delivery) -> JSONObject {
    JSONObject(distinct: [
      ("status", .string(delivery.status.name)), ("code", delivery.code.map(number)),
      ("description", delivery.description.map { .string($0) }),
      ("at", delivery.at.map(time)),
      ("receipts", .array(delivery.receipts.map { .object(of($0)) })),
    ])
  }

  private static func of(_ receipt: Receipt) -> JSONObject {
    JSONObject(distinct: [
      ("level", receipt.level.map(number)), ("status", .string(receipt.status)),
      ("code", receipt.code.map(number)),
      ("description", receipt.description.map { .string($0) }), ("at", receipt.at.map(time)),
    ])
  }

  /// The request's metadata unchanged; an empty object if it had none.
  static func metadata(_ text: String?) -> JSONValue {
    text.flatMap { try? JSONParser.parse(Array($0.utf8)) } ?? [:]
  }

  static func time(_ time: WallTime) -> JSONValue {
    .string(RFC3339.text(time))
  }

  static func number(_ value: Int) -> JSONValue {
    .number(JSONNumber(Int64(value)))
  }
}
