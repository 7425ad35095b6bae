internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool

/// Jobs as `list` shows them, one a line.
struct JobTable {
  /// A table without rows.
  static let empty = Table(
    ["ACCEPTED (UTC)", "SPOOL", "ID", "STATUS", "TO", "ATTEMPTS", "ERROR"],
    right: ["ATTEMPTS"]
  )

  private let windows: SendWindows
  private let now: WallTime

  init(
    _ windows: SendWindows = SendWindows(),
    now: WallTime = WallTime(milliseconds: 0)
  ) {
    self.windows = windows
    self.now = now
  }

  /// A job's cells.
  func row(_ job: JobSnapshot) -> [String] {
    [
      Stamp.short(job.acceptedAt), job.name.spool, job.name.id,
      (job.batch?.status.rawValue ?? job.state.word)
        + (windows.opening(for: job, at: now).map { " until \(Stamp.short($0))" } ?? ""),
      job.message?.to?.digits ?? (job.isErased ? "(erased)" : "(\(job.kind))"), "\(job.attempts)",
      job.error?.code.rawValue ?? "",
    ]
  }

  /// A job's result, with its spool.
  func json(_ job: JobSnapshot) -> JSONObject {
    if let batch = BatchView(job) { return batch.json }
    var object = ResultDocument.of(job, provider: Composition.provider.name)
    object.set("spool", .string(job.name.spool))
    if let time = windows.opening(for: job, at: now) {
      object.set("window_opens_at", .string(Stamp.text(time)))
    }
    return object
  }
}

extension SendWindows {
  /// When the window opens that a job waits for; nil if it waits for none.
  func opening(for job: JobSnapshot, at now: WallTime) -> WallTime? {
    guard !isEmpty, job.kind == "message", job.state == .queued || job.state == .deferred,
      let message = job.message, let phone = message.to
    else { return nil }
    let lane = Lane(
      account: message.account,
      spool: job.name.spool,
      priority: message.priority,
      zones: job.isExempt ? .exempt : zones(of: phone, message.priority, in: job.name.spool)
    )
    let time = max(now, job.nextAttemptAt ?? now, job.notBefore ?? now)
    guard let state = state(of: lane, at: time), !state.isOpen else { return nil }
    return state.until
  }
}
