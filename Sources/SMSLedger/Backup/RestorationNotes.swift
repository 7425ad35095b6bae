internal import SMSCore

/// The notes that mark a restored ledger.
enum RestorationNotes {
  static let backupAt = "restored/backup_at"
  static let restoredAt = "restored/at"
  static let host = "restored/host"
  static let reconciledAt = "restored/reconciled_at"
}

extension Connection {
  /// The restoration that is still in effect; nil if the ledger was not restored or has been
  /// released.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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
  /// Whether the ledger is a restored one, so that nothing is sent, published or expired yet: it
  /// does not know what was sent since the backup.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isRestored() throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM note WHERE name = '\(RestorationNotes.restoredAt)'"
    ) > 0
  }

  /// Ends the restoration: from now on this is an ordinary ledger.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func endRestoration() throws(LedgerError) {
    try connection.run("DELETE FROM note WHERE name >= 'restored/' AND name < 'restored0'")
  }
}
