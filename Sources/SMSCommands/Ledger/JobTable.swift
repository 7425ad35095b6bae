internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool

/// Jobs as `list` shows them, one a line.
enum JobTable {
  /// A table without rows.
  static let empty = Table(
    ["ACCEPTED (UTC)", "SPOOL", "ID", "STATUS", "TO", "ATTEMPTS", "ERROR"],
    right: ["ATTEMPTS"]
  )

  /// A job's cells.
  static func row(_ job: JobSnapshot) -> [String] {
    [
      Stamp.short(job.acceptedAt), job.name.spool, job.name.id,
      job.batch?.status.rawValue ?? job.state.word,
      job.message?.to?.digits ?? (job.isErased ? "(erased)" : "(\(job.kind))"), "\(job.attempts)",
      job.error?.code.rawValue ?? "",
    ]
  }

  /// A job's result, with its spool.
  static func json(_ job: JobSnapshot) -> JSONObject {
    if let batch = BatchView(job) { return batch.json }
    var object = ResultDocument.of(job, provider: Composition.provider.name)
    object.set("spool", .string(job.name.spool))
    return object
  }
}
