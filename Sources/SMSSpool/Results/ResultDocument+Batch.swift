package import SMSCore
package import SMSJSON

extension ResultDocument {
  /// The result of a batch, members in the contract's order.
  ///
  /// - Parameters:
  ///   - job: The batch's job.
  ///   - batch: What is special about it.
  ///   - expectedEnd: When its last message will have been sent at the pace of now; nil if that
  ///     cannot be said.
  /// - Returns: The members.
  package static func of(
    _ job: JobSnapshot,
    _ batch: BatchFacts,
    expectedEnd: WallTime?
  ) -> JSONObject {
    JSONObject(distinct: [
      ("id", .string(job.name.id)), ("kind", "batch"),
      ("status", .string(batch.status.rawValue)), ("final", .bool(batch.status.isFinal)),
      ("messages", number(batch.messages)), ("accepted", number(batch.accepted)),
      ("repeated", number(batch.repeated)), ("segments", number(batch.segments)),
      ("counts", counts(batch)), ("errors", errors(batch)),
      ("opted_out", number(batch.optedOut)),
      ("results", .string(batch.results == .files ? "files" : "lines")),
      ("accepted_at", time(job.acceptedAt)), ("activated_at", batch.activatedAt.map(time)),
      ("updated_at", time(job.updatedAt)),
      ("expected_end", batch.status.isFinal ? nil : expectedEnd.map(time)),
      ("error", job.error.map { .object(of($0)) }),
      ("ack", job.acks.last.map { .string($0) }),
      ("acks", job.acks.isEmpty ? nil : .array(job.acks.map { .string($0) })),
      ("metadata", metadata(job.metadata)),
    ])
  }

  /// How many messages are in each state; a message on its way to the provider is `sending`.
  private static func counts(_ batch: BatchFacts) -> JSONValue {
    .object(
      JSONObject(distinct: [
        ("queued", number(batch.count(.queued))),
        ("deferred", number(batch.count(.deferred, .inDoubt))),
        ("held", number(batch.count(.held))), ("sending", number(batch.count(.attempting))),
        ("sent", number(batch.count(.sent))), ("failed", number(batch.count(.failed))),
        ("expired", number(batch.count(.expired))),
        ("canceled", number(batch.count(.canceled))),
        ("uncertain", number(batch.count(.uncertain))),
        ("suppressed", number(batch.count(.suppressed))),
      ])
    )
  }

  private static func errors(_ batch: BatchFacts) -> JSONValue {
    let errors = batch.errors.sorted { $0.key.rawValue < $1.key.rawValue }
    return .object(JSONObject(distinct: errors.map { ($0.key.rawValue, number($0.value)) }))
  }
}
