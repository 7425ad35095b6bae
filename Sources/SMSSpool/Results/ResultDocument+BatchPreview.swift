internal import SMSCore
internal import SMSJSON

/// The answer to the dry run of a batch.
struct BatchAnswer {
  /// What the daemon would do with it, in the contract's words.
  enum Outcome: String {
    /// Accept it whole.
    case queued
    /// Send nothing, as it knows the same batch.
    case repeated
    case rejected
  }

  let header: BatchHeader
  let outcome: Outcome
  let messages: Int
  /// nil if its lines are not right.
  let estimate: BatchEstimate?
  let error: JobError?
  let faults: BatchFaults?
  let prices: [String: Prices]
}

extension ResultDocument {
  /// The answer to the dry run of a batch, members in the contract's order.
  static func of(_ answer: BatchAnswer, stem: String?, at now: WallTime) -> JSONObject {
    let header = answer.header
    let id = header.id.isEmpty ? stem : header.id
    var result = JSONObject(distinct: [
      ("id", id.map { .string($0) } ?? .null), ("kind", "batch"), ("status", "checked"),
      ("final", true), ("outcome", .string(answer.outcome.rawValue)),
      ("messages", number(answer.messages)),
    ])
    if let estimate = answer.estimate { append(estimate, prices: answer.prices, to: &result) }
    result.append("updated_at", time(now))
    result.append("error", answer.error.map { .object(of($0)) })
    result.append("fault_count", answer.faults.map { number($0.count) })
    result.append("faults", answer.faults.map(faults))
    result.append("ack", header.ack.map { .string($0) })
    result.append("metadata", .object(header.metadata))
    return result
  }

  private static func append(
    _ estimate: BatchEstimate,
    prices: [String: Prices],
    to result: inout JSONObject
  ) {
    result.append("segments", number(estimate.segments))
    result.append("mms", estimate.mms > 0 ? number(estimate.mms) : nil)
    result.append(
      "encodings",
      .object(
        JSONObject(distinct: [
          ("ascii", number(estimate.ascii)), ("ucs2", number(estimate.ucs2)),
        ])
      )
    )
    result.append("normalized", number(estimate.normalized))
    result.append("repeated", number(estimate.found.repeated))
    result.append("opted_out", number(estimate.found.optedOut))
    let senders = estimate.found.senders.sorted { $0.key.value < $1.key.value }
    result.append(
      "senders",
      senders.isEmpty
        ? nil : .object(JSONObject(distinct: senders.map { ($0.key.digits, number($0.value)) }))
    )
    let errors = estimate.found.errors.sorted { $0.key.rawValue < $1.key.rawValue }
    result.append(
      "errors",
      .object(JSONObject(distinct: errors.map { ($0.key.rawValue, number($0.value)) }))
    )
    result.append("blocked_by", .array(estimate.blocks.map { .string($0.rawValue) }))
    if estimate.found.outside > 0 {
      result.append("outside_window", number(estimate.found.outside))
      result.append("window_opens_at", estimate.found.opensAt.map(time))
    }
    result.append("expected_seconds", rounded(estimate.expectedSeconds, to: 1_000))
    result.append("would_expire", number(estimate.late))
    result.append("price", rounded(estimate.price(prices), to: 1_000_000))
  }

  private static func rounded(_ value: Double?, to parts: Double) -> JSONValue? {
    value.flatMap { JSONNumber(($0 * parts).rounded() / parts) }.map(JSONValue.number)
  }
}
