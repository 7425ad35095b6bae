internal import SMSCore

extension WriteSession {
  /// Stores an inbound message and acts on its keyword.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(
    _ delivery: InboundDelivery,
    _ listed: inout ListedTexts,
    at now: WallTime
  ) throws(LedgerError) -> InboundOutcome {
    let message = delivery.message
    if let known = try knownMessage(like: delivery) { return known }
    if let known = try sameText(as: delivery, &listed) { return known }
    let answered = try lastMessage(before: delivery, among: delivery.spools)
    let spool = answered?.spool ?? delivery.spools.first ?? ""
    try insert(delivery, spool: spool, inReplyTo: answered?.id, at: delivery.sentAt ?? now)
    var outcome = InboundOutcome(isNew: true, spool: spool, keyword: delivery.keyword)
    guard let phone = message.phone else { return outcome }
    let wasBlocked = try isBlocked(phone, from: message.to, in: spool)
    if let sentAt = delivery.sentAt {
      try heed(outcome.keyword, of: phone, to: message.to, sentAt: sentAt, at: now)
    } else {
      try heed(outcome.keyword, of: phone, to: message.to, at: now)
    }
    if outcome.keyword == .stop {
      if !wasBlocked, let submission = delivery.confirmations[spool] {
        outcome.reply = try confirm(to: phone, with: submission, at: now)
      }
    } else if let submission = delivery.autoReplies[spool] {
      outcome.reply = try answer(phone, message.to, with: submission, at: now)
    }
    return outcome
  }

  /// Marks inbound messages as published, and overwrites their texts, which the files now hold.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func markPublished(messages: [Int64]) throws(LedgerError) {
    for number in messages {
      try connection.run(
        "UPDATE received SET published = 1, body = zeroblob(length(body)) WHERE number = ?",
        [.integer(number)]
      )
    }
  }

  /// The outcome for an earlier message with the same id; nil if there is none.
  ///
  /// Its text may already be overwritten, so texts are compared by digest, or by length if the
  /// message came before the ledger stored digests.
  private func knownMessage(
    like delivery: InboundDelivery
  ) throws(LedgerError) -> InboundOutcome? {
    let message = delivery.message
    return try connection.first(
      "SELECT spool, sender, recipient, length(body), digest FROM received WHERE id = ?",
      [.text(message.id)]
    ) { row in
      let digest = TextDigest(bytes: row.blob(4))
      let sender = row.text(1)
      let isEqual =
        (sender == message.from || sender.hasPrefix(PhoneDigest.mark))
        && row.integer(2) == Int64(message.to.value)
        && row.integer(3) == Int64(message.body.utf8.count)
        && (digest == nil || delivery.digest == nil || digest == delivery.digest)
      return InboundOutcome(isNew: false, isContradiction: !isEqual, spool: row.text(0))
    }
  }

  private func insert(
    _ delivery: InboundDelivery,
    spool: String,
    inReplyTo: String?,
    at now: WallTime
  ) throws(LedgerError) {
    let message = delivery.message
    try connection.run(
      """
      INSERT INTO received (id, spool, sender, recipient, body, media, in_reply_to, received, digest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(message.id), .text(spool), .text(message.from), .phone(message.to),
        .blob(Array(message.body.utf8)), .text(message.media.map(\.row).joined(separator: "\n")),
        .optional(inReplyTo), .time(now), .optional(delivery.digest?.bytes),
      ]
    )
    guard let order = delivery.fetching, !message.media.isEmpty else { return }
    try queueMedia(of: connection.lastInserted, message.media, order, at: now)
  }

  /// How many of a phone's messages are searched for the one that a reply answers.
  private static let searched: Int64 = 1_000

  /// Their order is known; a phone with many messages from other numbers must not hold up the rest.
  static let lastMessagesSQL = """
    SELECT spool, id FROM (
      SELECT job AS number FROM \(Connection.addressees)
      WHERE phone = ? ORDER BY job DESC LIMIT ?
    ) AS near CROSS JOIN job ON job.number = near.number
    WHERE job.provider_message_id IS NOT NULL AND job.sender = ? AND job.accepted <= ?
    ORDER BY near.number DESC LIMIT 16
    """

  /// The last message sent to that phone from that number, in one of the spools; for a text of the
  /// provider's list, among those that were accepted before it.
  private func lastMessage(
    before delivery: InboundDelivery,
    among spools: [String]
  ) throws(LedgerError) -> JobName? {
    let message = delivery.message
    guard let phone = message.phone else { return nil }
    var last: JobName?
    try connection.query(
      Self.lastMessagesSQL,
      [
        .phone(phone), .integer(Self.searched), .phone(message.to),
        delivery.sentAt.map { .time($0) } ?? .integer(.max),
      ]
    ) { row in
      let name = JobName(spool: row.text(0), id: row.text(1))
      if last == nil, spools.contains(name.spool) { last = name }
    }
    return last
  }

  private func heed(
    _ keyword: ReplyKeyword?,
    of phone: PhoneNumber,
    to number: PhoneNumber,
    at now: WallTime
  ) throws(LedgerError) {
    let reply = OptOut(phone: phone, sender: number, source: .reply, since: now)
    switch keyword {
    case .stop: try keep(reply, at: now)
    case .start: try drop(reply, at: now)
    case nil: break
    }
  }

  /// Acts on the keyword of an older text: what the person said later stands.
  private func heed(
    _ keyword: ReplyKeyword?,
    of phone: PhoneNumber,
    to number: PhoneNumber,
    sentAt: WallTime,
    at now: WallTime
  ) throws(LedgerError) {
    let reply = OptOut(phone: phone, sender: number, source: .reply, since: sentAt)
    switch keyword {
    case .stop:
      let isOutdated = try isOutdated(reply)
      let isNew = isOutdated ? false : try put(reply, at: now)
      if isNew { try count(reply) }
      try record(OptOutEvent(.added, reply, recordedAt: now, hadEffect: isNew))
    case .start:
      guard try heed(removal: reply, from: number) == 0 else { return }
      try record(OptOutEvent(.removed, reply, recordedAt: now, hadEffect: false))
    case nil: break
    }
  }

  /// Accepts an automatic reply, unless the phone has reached the limit or has opted out.
  private func answer(
    _ phone: PhoneNumber,
    _ number: PhoneNumber,
    with submission: Submission,
    at now: WallTime
  ) throws(LedgerError) -> Acceptance? {
    guard try !isBlocked(phone, from: number, in: submission.name.spool),
      AutoReplyLimit.allows(after: try autoReplies(to: phone), at: now)
    else { return nil }
    try keepAutoReply(to: phone, at: now)
    return try accept(submission)
  }

  /// Accepts the confirmation of an opt-out, which the opt-out itself does not stop.
  private func confirm(
    to phone: PhoneNumber,
    with submission: Submission,
    at now: WallTime
  ) throws(LedgerError) -> Acceptance? {
    guard AutoReplyLimit.allowsConfirmation(after: try autoReplies(to: phone), at: now) else {
      return nil
    }
    try keepAutoReply(to: phone, at: now)
    let acceptance = try accept(submission)
    if case .message(let entry) = acceptance {
      try connection.run("UPDATE job SET confirms = 1 WHERE number = ?", [.job(entry.number)])
    }
    return acceptance
  }

  private func isBlocked(
    _ phone: PhoneNumber,
    from number: PhoneNumber,
    in spool: String
  ) throws(LedgerError) -> Bool {
    let pool = rules.pool(of: spool)
    return try connection.optOuts(of: phone)
      .block(from: number, of: rules.accounts[number] ?? "", rules.scope, in: pool) != nil
  }

  private func keepAutoReply(to phone: PhoneNumber, at now: WallTime) throws(LedgerError) {
    try connection.run(
      "DELETE FROM auto_reply WHERE phone = ? AND at < ?",
      [.phone(phone), .integer(now.milliseconds - AutoReplyLimit.period.wholeMilliseconds)]
    )
    try connection.run(
      "INSERT OR REPLACE INTO auto_reply (phone, at) VALUES (?, ?)",
      [.phone(phone), .time(now)]
    )
  }

  private func autoReplies(to phone: PhoneNumber) throws(LedgerError) -> [WallTime] {
    var times: [WallTime] = []
    try connection.query("SELECT at FROM auto_reply WHERE phone = ?", [.phone(phone)]) {
      times.append($0.time(0))
    }
    return times
  }
}
