internal import SMSCore

extension WriteSession {
  /// Adds the next entries of a list; see `OptOutImport`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func add(
    _ entries: [OptOut],
    ofImport number: JobNumber,
    through position: Int64,
    at now: WallTime
  ) throws(LedgerError) -> ImportProgress {
    guard let command = try standing(of: number), !command.state.isTerminal else {
      return try connection.progress(ofImport: number)
    }
    var known = 0
    var outdated = 0
    for entry in entries {
      if try isOutdated(entry) {
        outdated += 1
      } else if try put(entry, at: now) {
        try record(OptOutEvent(.added, entry, recordedAt: now, hadEffect: true))
        try resume(entry, at: now)
      } else {
        known += 1
      }
    }
    let added = entries.count - known - outdated
    counts.imported(added)
    try stepped(command, through: nil, affected: added)
    try connection.run(
      "UPDATE command SET done_through = ? WHERE job = ?",
      [.integer(position), .job(number)]
    )
    try count(known, as: ImportCount.known, of: number)
    try count(outdated, as: ImportCount.outdated, of: number)
    return try connection.progress(ofImport: number)
  }

  /// Whether the person has agreed to messages since, from every number that the entry stops.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isOutdated(_ entry: OptOut) throws(LedgerError) -> Bool {
    var entry = entry
    entry.account = entry.account ?? entry.sender.flatMap { rules.accounts[$0] }
    return try connection.number(
      """
      SELECT EXISTS (
        SELECT 1 FROM opt_out_event
        WHERE phone = ?1 AND change = 'removed' AND since > ?2 AND sender IN (0, ?3)
      )
      """,
      [
        .phone(entry.phone), .time(entry.latest),
        rules.scope.reachesOthers(entry) ? .integer(0) : .sender(entry.sender),
      ]
    ) == 1
  }

  /// Records the START that a list reports for an entry.
  private func resume(_ entry: OptOut, at now: WallTime) throws(LedgerError) {
    guard let resumed = entry.resumedAt, entry.sender != nil else { return }
    var removal = entry
    removal.since = resumed
    removal.latest = resumed
    removal.resumedAt = nil
    try record(OptOutEvent(.removed, removal, recordedAt: now, hadEffect: true))
  }
}

private enum ImportCount {
  static let known = "known"
  static let outdated = "outdated"
}

extension Connection {
  /// How far an import has come.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func progress(ofImport command: JobNumber) throws(LedgerError) -> ImportProgress {
    var progress = ImportProgress()
    progress.position = try number(
      "SELECT done_through FROM command WHERE job = ?",
      [.job(command)]
    )
    progress.added = Int(
      try number("SELECT affected FROM job WHERE number = ?", [.job(command)])
    )
    let counts = try counts(of: command)
    progress.known = counts[ImportCount.known] ?? 0
    progress.outdated = counts[ImportCount.outdated] ?? 0
    return progress
  }
}

extension SQLiteLedger: OptOutImport {
  func progress(ofImport command: JobNumber) async throws(LedgerError) -> ImportProgress {
    try await reader.ask { session throws(LedgerError) in
      try session.connection.progress(ofImport: command)
    }
  }

  func add(
    _ entries: [OptOut],
    ofImport command: JobNumber,
    through position: Int64,
    at now: WallTime
  ) async throws(LedgerError) -> ImportProgress {
    try trust.check()
    return try await writer.change { session throws(LedgerError) in
      try session.add(entries, ofImport: command, through: position, at: now)
    }
  }
}
