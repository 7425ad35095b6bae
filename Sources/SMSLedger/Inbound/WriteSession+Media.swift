internal import SMSCore

extension WriteSession {
  /// Puts the files of a message into the queue; those beyond the order's number have failed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func queueMedia(
    of message: Int64,
    _ media: [InboundMedia],
    _ order: MediaOrder,
    at now: WallTime
  ) throws(LedgerError) {
    for index in media.indices {
      let isFetched = index < order.most
      try connection.run(
        """
        INSERT INTO medium (message, position, state, tries, due, ends, fault, shown)
        VALUES (?, ?, ?, 0, ?, ?, ?, 1)
        """,
        [
          .integer(message), .integer(Int64(index)),
          .integer(isFetched ? MediumRow.waiting : MediumRow.failed), .time(now),
          .time(order.end), isFetched ? .null : .text(MediaFault.tooMany.rawValue),
        ]
      )
    }
  }

  /// Records what became of a file.
  ///
  /// - Returns: False if it does not wait.
  /// - Throws: `LedgerError` if a statement fails.
  func settle(_ medium: MediumName, as end: MediumEnd) throws(LedgerError) -> Bool {
    let key: [SQLValue] = [.integer(medium.message), .integer(Int64(medium.index))]
    let condition = "WHERE message = ?1 AND position = ?2 AND state = \(MediumRow.waiting)"
    switch end {
    case .again(let time, let tries):
      try connection.run(
        "UPDATE medium SET due = ?3, tries = ?4 \(condition)",
        key + [.time(time), .integer(Int64(tries))]
      )
    case .stored(let name, let bytes):
      try connection.run(
        """
        UPDATE medium SET state = \(MediumRow.stored), file = ?3, bytes = ?4, shown = 0
        \(condition)
        """,
        key + [.text(name), .integer(bytes)]
      )
    case .failed(let failure):
      try connection.run(
        """
        UPDATE medium SET state = \(MediumRow.failed), fault = ?3, http_status = ?4, shown = 0
        \(condition)
        """,
        key + [
          .text(failure.fault.rawValue),
          failure.httpStatus.map { .integer(Int64($0)) } ?? .null,
        ]
      )
    }
    return connection.changes == 1
  }

  /// Notes that the end of these files is shown.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func markShown(_ media: [MediumName]) throws(LedgerError) {
    for medium in media {
      try connection.run(
        "UPDATE medium SET shown = 1 WHERE message = ? AND position = ?",
        [.integer(medium.message), .integer(Int64(medium.index))]
      )
    }
  }
}

extension ReadSession {
  /// The files to fetch now; see `MediaQueue.dueMedia`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func dueMedia(at now: WallTime, limit: Int) throws(LedgerError) -> [DueMedium] {
    var due: [DueMedium] = []
    try connection.query(
      """
      SELECT medium.message, position, tries, ends, spool, id, media, received
      FROM medium INDEXED BY medium_due CROSS JOIN received ON received.number = medium.message
      WHERE state = \(MediumRow.waiting) AND due <= ?1 AND received.published = 1
      ORDER BY due LIMIT ?2
      """,
      [.time(now), .integer(Int64(limit))]
    ) { row in
      let index = row.count(1)
      let media = [InboundMedia](rows: row.text(6))
      due.append(
        DueMedium(
          name: MediumName(message: row.integer(0), index: index),
          spool: row.text(4),
          messageID: row.text(5),
          // An empty link is refused: the row's own text is the only place where it is.
          url: media.indices.contains(index) ? media[index].url : "",
          tries: row.count(2),
          begun: row.time(7),
          end: row.time(3)
        )
      )
    }
    return due
  }

  /// When the next file is to be fetched.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func nextMediaTime(after now: WallTime) throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT due FROM medium INDEXED BY medium_due
      WHERE state = \(MediumRow.waiting) AND due > ? ORDER BY due LIMIT 1
      """,
      [.time(now)]
    ) { $0.time(0) }
  }

  /// Messages with files whose end is not shown.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func unshownMedia(
    after message: Int64,
    limit: Int
  ) throws(LedgerError) -> [ShownMedia] {
    var found: [ShownMedia] = []
    try connection.query(
      """
      SELECT DISTINCT message, spool, id, media
      FROM medium INDEXED BY medium_new CROSS JOIN received ON received.number = medium.message
      WHERE shown = 0 AND message > ? AND received.published = 1 ORDER BY message LIMIT ?
      """,
      [.integer(message), .integer(Int64(limit))]
    ) { row in
      found.append(
        ShownMedia(
          message: row.integer(0),
          spool: row.text(1),
          messageID: row.text(2),
          media: [InboundMedia](rows: row.text(3)),
          unshown: []
        )
      )
    }
    for index in found.indices {
      let number = found[index].message
      let rows = try connection.mediumRows(of: number)
      found[index].media.set(rows)
      found[index].unshown = rows.filter { !$0.isShown }
        .map { MediumName(message: number, index: $0.index) }
    }
    return found
  }
}

extension Connection {
  /// What the queue holds of a message's files.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func mediumRows(of message: Int64) throws(LedgerError) -> [MediumRow] {
    var rows: [MediumRow] = []
    try query(
      """
      SELECT position, state, file, bytes, fault, http_status, shown FROM medium
      WHERE message = ? ORDER BY position
      """,
      [.integer(message)]
    ) { row in
      rows.append(
        MediumRow(
          index: row.count(0),
          state: MediumRow.state(
            row.integer(1),
            name: row.optionalText(2),
            bytes: row.optionalInteger(3),
            fault: row.optionalText(4),
            status: row.optionalCount(5)
          ),
          isShown: row.flag(6)
        )
      )
    }
    return rows
  }
}

/// A row of the table `medium`.
struct MediumRow {
  // The values of its column `state`.
  static let waiting: Int64 = 0
  static let stored: Int64 = 1
  static let failed: Int64 = 2

  let index: Int
  let state: MediaState
  let isShown: Bool

  /// The state from its columns; what another version wrote, or a damaged row, has failed.
  fileprivate static func state(
    _ state: Int64,
    name: String?,
    bytes: Int64?,
    fault: String?,
    status: Int?
  ) -> MediaState {
    if state == waiting { return .pending }
    if state == stored, let name, let bytes { return .stored(name: name, bytes: bytes) }
    let fault = fault.flatMap(MediaFault.init(rawValue:)) ?? .notStored
    return .failed(MediaFailure(fault, httpStatus: status))
  }
}

extension [InboundMedia] {
  /// The column `media`.
  init(rows: String) {
    self = rows.split(separator: "\n").map { InboundMedia(row: $0) }
  }

  /// Sets the states of those that are in the queue.
  mutating func set(_ rows: [MediumRow]) {
    for row in rows where indices.contains(row.index) { self[row.index].state = row.state }
  }
}
