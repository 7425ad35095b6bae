internal import SMSCore

/// The copies of messages' files: `media_set` has a row for each set of them, `media_use` one for each
/// message that needs a set.
///
/// | | `media_set` | `media_use` |
/// |---|---|---|
/// | a message is accepted, or retried | a row, `gone` 0 | a row |
/// | it ended an hour ago, or was erased | | removed |
/// | no message needs the set | `gone` 1 | |
/// | its files are removed | removed | |
extension WriteSession {
  /// How many of a set's messages are looked at in a step: those of a batch mostly end in their order.
  private static let usesAtOnce: Int64 = 200

  /// Notes that a message needs the copies of its files.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keepCopies(_ media: Media?, for number: JobNumber) throws(LedgerError) {
    guard let key = media?.copies?.key else { return }
    try connection.run("INSERT OR IGNORE INTO media_set (key, gone) VALUES (?, 0)", [.text(key)])
    try connection.run(
      "INSERT INTO media_use (key, job) VALUES (?, ?)",
      [.text(key), .job(number)]
    )
  }

  /// Notes that a message does not need its copies any more.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func releaseCopies(of number: JobNumber) throws(LedgerError) {
    try connection.run("DELETE FROM media_use WHERE job = ?", [.job(number)])
  }

  /// Whether a message has all copies of its files.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func hasCopies(_ media: Media?) throws(LedgerError) -> Bool {
    guard let media else { return true }
    guard media.paths.isEmpty else { return false }
    guard let key = media.copies?.key else { return true }
    return try connection.number(
      "SELECT EXISTS (SELECT 1 FROM media_set WHERE key = ? AND gone = 0)",
      [.text(key)]
    ) == 1
  }

  /// Why the files of an MMS cannot be sent; nil if they can, or it has none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func mediaFault(of job: JobRow) throws(LedgerError) -> JobError? {
    let media = try content(in: job.text)?.media
    guard try hasCopies(media) else { return .mediaGone }
    return media?.copies != nil && !sending.servesMedia ? .mediaNotServed : nil
  }

  /// Looks for copies that no message needs; see `MediaCopyRegister.releaseMedia`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func releaseMedia(
    after key: String?,
    endedBefore cutoff: WallTime,
    limit: Int
  ) throws(LedgerError) -> ReleasedMedia {
    var found: [(key: String, isGone: Bool)] = []
    try connection.query(
      "SELECT key, gone FROM media_set WHERE key > ? ORDER BY key LIMIT ?",
      [.text(key ?? ""), .integer(Int64(limit))]
    ) { found.append(($0.text(0), $0.flag(1))) }
    var keys: [String] = []
    for set in found {
      let isFree = set.isGone ? true : try release(set.key, endedBefore: cutoff)
      if isFree { keys.append(set.key) }
    }
    return ReleasedMedia(keys: keys, next: found.count < limit ? nil : found.last?.key)
  }

  /// - Returns: Whether no message needs the set.
  private func release(_ key: String, endedBefore cutoff: WallTime) throws(LedgerError) -> Bool {
    try connection.run(
      """
      DELETE FROM media_use WHERE key = ?1 AND job IN (
        SELECT near.job FROM (
          SELECT job FROM media_use WHERE key = ?1 ORDER BY job LIMIT ?3
        ) AS near LEFT JOIN job ON job.number = near.job
        WHERE job.number IS NULL OR job.state >= 5 AND job.updated < ?2
      )
      """,
      [.text(key), .time(cutoff), .integer(Self.usesAtOnce)]
    )
    try connection.run(
      """
      UPDATE media_set SET gone = 1
      WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM media_use WHERE key = ?1)
      """,
      [.text(key)]
    )
    return connection.changes > 0
  }

  /// Forgets copies whose files are gone.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func forgetMedia(_ keys: [String]) throws(LedgerError) {
    for key in keys {
      try connection.run("DELETE FROM media_set WHERE key = ?", [.text(key)])
      try connection.run("DELETE FROM media_use WHERE key = ?", [.text(key)])
    }
  }
}

extension ReadSession {
  /// The keys of all copies that are known.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func knownMedia() throws(LedgerError) -> Set<String> {
    var keys: Set<String> = []
    try connection.query("SELECT key FROM media_set") { keys.insert($0.text(0)) }
    return keys
  }
}
