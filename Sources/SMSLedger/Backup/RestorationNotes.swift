internal import SMSCore

/// The notes by which a restored ledger knows itself.
enum RestorationNotes {
  static let backupAt = "restored/backup_at"
  static let restoredAt = "restored/at"
  static let host = "restored/host"
  static let reconciledAt = "restored/reconciled_at"
}

extension Connection {
  /// From when the ledger was restored; nil if it was not, or if that is over.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func restoration() throws(LedgerError) -> Restoration? {
    var notes: [String: String] = [:]
    try query("SELECT name, value FROM note WHERE name >= 'restored/' AND name < 'restored0'") {
      notes[$0.text(0)] = $0.text(1)
    }
    guard let restoredAt = notes.time(RestorationNotes.restoredAt),
      let backupAt = notes.time(RestorationNotes.backupAt)
    else { return nil }
    return Restoration(
      backupAt: backupAt,
      restoredAt: restoredAt,
      host: notes[RestorationNotes.host] ?? "",
      reconciledAt: notes.time(RestorationNotes.reconciledAt)
    )
  }
}

extension [String: String] {
  fileprivate func time(_ name: String) -> WallTime? {
    self[name].flatMap { Int64($0) }.map { WallTime(milliseconds: $0) }
  }
}

extension WriteSession {
  /// Whether nothing may be sent, published or ended because of what was sent since the backup.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func isRestored() throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM note WHERE name = '\(RestorationNotes.restoredAt)'"
    ) > 0
  }

  /// From now on the ledger is as good as any.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func endRestoration() throws(LedgerError) {
    try connection.run("DELETE FROM note WHERE name >= 'restored/' AND name < 'restored0'")
  }
}
