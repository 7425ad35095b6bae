internal import SMSCore
internal import SMSDaemon

/// Why a message waits for a cap, if it does.
struct CapWait {
  let facts: WaitFacts
  let job: JobSnapshot

  private var caps: SendingCaps { facts.configuration.sendingCaps }
  /// Whether caps hold it only if they are told to.
  private var isUrgent: Bool { job.kind != "message" || job.message?.priority == .urgent }

  /// The cap of its spool for one recipient.
  ///
  /// - Parameter times: When the recipient's last messages of the spool were counted.
  /// - Returns: The reason; nil if the recipient may have more.
  func recipient(_ times: [WallTime]) -> WaitReason? {
    let (spool, now) = (job.name.spool, facts.now)
    guard let cap = caps.recipients[spool], cap.holdsUrgent || !isUrgent,
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
  func segments(_ message: JobSnapshot.MessageFacts) -> WaitReason? {
    let capped = CappedMessage(
      account: message.account,
      spool: job.name.spool,
      sender: message.from,
      segments: message.media == nil
        ? message.segments : caps.segmentsOfMMS[message.account] ?? 1,
      isUrgent: isUrgent
    )
    var book = facts.summary.capBook
    let standings = caps.caps.filter { $0.holds(capped) }.map { cap in
      (cap, CapStanding(cap, &book, facts.notes, segments: capped.segments, at: facts.now))
    }
    guard
      let (cap, standing) = standings.filter({ $0.1.isClosed }).max(by: { $0.1.until < $1.1.until })
    else { return nil }
    return WaitReason(
      .cap,
      """
      the cap \(cap.id.words) is used up (\(StatusView.grouped(standing.used)) of \
      \(StatusView.grouped(cap.limit)) segments) until \(Stamp.text(standing.until)) \
      (\(Span.text(standing.until, from: facts.now)))
      """,
      until: standing.until
    )
  }
}
