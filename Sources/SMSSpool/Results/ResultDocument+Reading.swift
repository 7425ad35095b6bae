package import SMSCore
package import SMSJSON

/// The reverse direction: a published result as a job.
extension ResultDocument {
  /// Reads a result file written by any version of this program.
  ///
  /// - Parameters:
  ///   - object: The file's content.
  ///   - spool: The spool in which it was published.
  ///   - receipts: What its receipts mean.
  /// - Returns: The job without its number; nil for a refusal, which belongs to no job, and for
  ///   anything that this program cannot have written. A batch that has not ended is queued.
  package static func job(
    _ object: JSONObject,
    in spool: String,
    receipts: any ReceiptReading
  ) -> JobSnapshot? {
    guard let id = object["id"]?.string, RequestID.isValid(id),
      let kind = object["kind"]?.string, let state = state(object),
      let acceptedAt = readTime(object["accepted_at"]),
      let updatedAt = readTime(object["updated_at"])
    else { return nil }
    var job = JobSnapshot(
      number: JobNumber(0),
      change: 0,
      name: JobName(spool: spool, id: id),
      kind: kind,
      state: state,
      message: messageFacts(object),
      attempts: count(object["attempts"]) ?? 0,
      acceptedAt: acceptedAt,
      updatedAt: updatedAt,
      nextAttemptAt: nil,
      error: readWholeError(object),
      metadata: metadataText(object["metadata"]),
      retryOf: object["retry_of"]?.string,
      retriedAs: object["retried_as"]?.string,
      affected: count(object["affected"])
    )
    if state == .approved { job.verdict = .approved }
    if state == .denied {
      guard let reason = object["reason"]?.string.flatMap(Verdict.Reason.init(rawValue:))
      else { return nil }
      job.verdict = .denied(reason, attemptsLeft: count(object["attempts_left"]) ?? 0)
    }
    job.isErased = object["erased"]?.bool == true
    job.updated = (object["updated"]?.array ?? []).compactMap(\.string)
    job.record = object["record"].map { text(of: $0) }
    job.delivery = delivery(object, receipts)
    job.acks = (object["acks"]?.array ?? []).compactMap(\.string).filter(RequestID.isAck)
    return job
  }

  private static func state(_ object: JSONObject) -> JobState? {
    if object["kind"]?.string == "batch" { return stateOfBatch(object) }
    guard let status = object["status"]?.string,
      let state = JobState.allCases.first(where: { $0.name == status && $0.isPublished })
    else { return nil }
    return object["final"]?.bool == state.isTerminal ? state : nil
  }

  /// nil for a batch that was rejected: it takes no id.
  private static func stateOfBatch(_ object: JSONObject) -> JobState? {
    switch object["status"]?.string.flatMap(BatchFacts.Status.init(rawValue:)) {
    case .accepting, .queued, .sending, .held: .queued
    case .done: .done
    case .canceled: .canceled
    case .rejected, nil: nil
    }
  }

  private static func messageFacts(_ object: JSONObject) -> JobSnapshot.MessageFacts? {
    guard let account = object["account"]?.string, let from = phone(object["from"]),
      let priority = object["priority"]?.string.flatMap({ Priority(name: $0) }),
      let encoding = object["encoding"]?.string.flatMap(MessageText.Encoding.init(rawValue:))
    else { return nil }
    var facts = JobSnapshot.MessageFacts(
      account: account,
      to: phone(object["to"]),
      from: from,
      priority: priority,
      providerMessageID: object["provider_message_id"]?.string,
      segments: count(object["segments"]) ?? (object["is_mms"]?.bool == true ? 0 : 1),
      encoding: encoding
    )
    facts.media = object["is_mms"]?.bool == true ? count(object["media"]) ?? 0 : nil
    facts.replacements = (object["normalized"]?.array ?? []).compactMap(replacement)
    return facts
  }

  private static func replacement(_ value: JSONValue) -> TextReplacement? {
    guard let object = value.object, let character = object["character"]?.string,
      let replacement = object["replacement"]?.string, let count = count(object["count"])
    else { return nil }
    return TextReplacement(character: character, replacement: replacement, count: count)
  }

  /// The error, with what a result says about it beside it.
  private static func readWholeError(_ object: JSONObject) -> JobError? {
    var error = object["error"]?.object.flatMap(readError)
    error?.duplicateOf = object["duplicate_of"]?.string
    error?.price = object["price"]?.number?.double
    return error
  }

  private static func readError(_ object: JSONObject) -> JobError? {
    guard let code = object["code"]?.string.flatMap(ErrorCode.init(rawValue:)) else { return nil }
    let cause = object["cause"]?.object.flatMap(readError)
    return JobError(
      code: code,
      message: object["message"]?.string ?? "",
      hint: object["hint"]?.string ?? "",
      httpStatus: count(object["http_status"]),
      providerDetail: object["provider_detail"]?.string,
      providerErrorID: object["provider_error_id"]?.string,
      attempt: count(object["attempt"]),
      retryAt: readTime(object["retry_at"]),
      cause: cause.map {
        JobError.Cause(
          code: $0.code,
          message: $0.message,
          hint: $0.hint,
          httpStatus: $0.httpStatus
        )
      }
    )
  }

  private static func delivery(
    _ object: JSONObject,
    _ reading: any ReceiptReading
  ) -> Delivery? {
    guard let id = object["provider_message_id"]?.string,
      let receipts = object["delivery"]?.object?["receipts"]?.array
    else { return nil }
    return Delivery(
      receipts.compactMap { value in
        guard let receipt = value.object, let status = receipt["status"]?.string else { return nil }
        return Receipt(
          messageID: id,
          level: count(receipt["level"]),
          status: status,
          code: count(receipt["code"]),
          description: receipt["description"]?.string,
          at: readTime(receipt["at"])
        )
      },
      read: reading
    )
  }

  private static func metadataText(_ value: JSONValue?) -> String? {
    guard let object = value?.object, !object.isEmpty else { return nil }
    return text(of: .object(object))
  }

  private static func text(of value: JSONValue) -> String {
    String(decoding: JSONWriter.write(value, as: .compact), as: UTF8.self)
  }

  private static func phone(_ value: JSONValue?) -> PhoneNumber? {
    value?.string.flatMap { try? PhoneNumber(parsing: $0) }
  }

  private static func readTime(_ value: JSONValue?) -> WallTime? {
    value?.string.flatMap(RFC3339.time)
  }

  private static func count(_ value: JSONValue?) -> Int? {
    value?.number?.int64.flatMap { Int(exactly: $0) }
  }
}
