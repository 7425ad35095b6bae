internal import SMSCore
internal import SMSDaemon

/// Caps that a message waits for.
extension WaitFacts {
  /// The cap of its spool for one recipient, if that had enough.
  func recipientCap(_ job: JobSnapshot, _ times: [WallTime]) -> WaitReason? {
    let spool = job.name.spool
    guard let cap = configuration.sendingCaps.recipients[spool], cap.holdsUrgent || !job.isUrgent,
      let until = cap.opens(after: times, at: now)
    else { return nil }
    let start = now.advanced(by: Interval(nanoseconds: -RecipientCap.window.nanoseconds))
    return WaitReason(
      .recipientCap,
      """
      the cap messages_per_recipient_per_day of spool \(spool) is used up for its recipient \
      (\(times.count { $0 > start }) of \(Quantity.of(cap.limit, "message")) in 24 hours) \
      until \(Stamp.text(until)) (\(Span.text(until, from: now)))
      """,
      until: until
    )
  }

  /// The cap that it waits for the longest.
  func cap(_ job: JobSnapshot, _ message: JobSnapshot.MessageFacts) -> WaitReason? {
    let capped = CappedMessage(
      account: message.account,
      spool: job.name.spool,
      sender: message.from,
      segments: message.media == nil
        ? message.segments : configuration.sendingCaps.segmentsOfMMS[message.account] ?? 1,
      isUrgent: job.isUrgent
    )
    var book = summary.capBook
    let standings = configuration.sendingCaps.caps.filter { $0.holds(capped) }.map { cap in
      (cap, CapStanding(cap, &book, notes, segments: capped.segments, at: now))
    }
    guard
      let (cap, standing) = standings.filter({ $0.1.isClosed }).max(by: { $0.1.until < $1.1.until })
    else { return nil }
    return WaitReason(
      .cap,
      """
      the cap \(cap.id.words) is used up (\(StatusView.grouped(standing.used)) of \
      \(StatusView.grouped(cap.limit)) segments) until \(Stamp.text(standing.until)) \
      (\(Span.text(standing.until, from: now)))
      """,
      until: standing.until
    )
  }
}

extension JobSnapshot {
  /// Whether caps hold it only if they are told to.
  fileprivate var isUrgent: Bool { kind != "message" || message?.priority == .urgent }
}
