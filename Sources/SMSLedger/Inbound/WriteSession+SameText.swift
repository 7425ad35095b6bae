internal import SMSCore

/// The texts of the provider's list that are stored together.
struct ListedTexts {
  /// Their ids: what has one of them is not another text of the list.
  private let ids: Set<String>
  /// The rows that one of them was found to be.
  private var claimed: Set<Int64> = []

  init(_ deliveries: [InboundDelivery]) {
    ids = Set(deliveries.filter { $0.sentAt != nil }.map(\.message.id))
  }

  /// Whether a row may be a text of the list that has another id.
  fileprivate func isFree(_ row: Int64, id: String) -> Bool {
    !ids.contains(id) && !claimed.contains(row)
  }

  fileprivate mutating func claim(_ row: Int64) {
    claimed.insert(row)
  }
}

extension WriteSession {
  /// How long before the provider's time a call may have come by our clock; short, as an equal text of
  /// an earlier list must not be taken for it.
  private static let lead = Interval(seconds: 30)
  /// How long after that time it may have come: the provider repeats a call for two minutes.
  private static let delay = Interval(seconds: 600)

  /// The outcome for a text of the provider's list that came by a call, under another id; nil if none
  /// did.
  ///
  /// No document says that lists and calls name a text by the same id. Of several that may be it, the
  /// one that came first counts, so that two equal texts are two again.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func sameText(
    as delivery: InboundDelivery,
    _ listed: inout ListedTexts
  ) throws(LedgerError) -> InboundOutcome? {
    guard let sentAt = delivery.sentAt, let digest = delivery.digest else { return nil }
    let message = delivery.message
    var rows: [(number: Int64, id: String, spool: String)] = []
    try connection.query(
      """
      SELECT number, id, spool FROM received INDEXED BY received_sender
      WHERE sender = ? AND recipient = ? AND digest = ? AND received BETWEEN ? AND ?
      ORDER BY number
      """,
      [
        .text(message.from), .phone(message.to), .blob(digest.bytes),
        .time(sentAt.advanced(by: Interval(nanoseconds: -Self.lead.nanoseconds))),
        .time(sentAt.advanced(by: Self.delay)),
      ]
    ) { row in rows.append((row.integer(0), row.text(1), row.text(2))) }
    guard let row = rows.first(where: { listed.isFree($0.number, id: $0.id) }) else { return nil }
    listed.claim(row.number)
    return InboundOutcome(isNew: false, spool: row.spool)
  }
}
