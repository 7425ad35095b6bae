internal import SMSCore

extension SQLiteLedger: PersonErasure {
  func begin(_ erasure: PhoneErasure, at now: WallTime) async throws(LedgerError) -> Int {
    try trust.check()
    // Nothing older than the request waits anew, so that what is read here stays true.
    let open = try await reader.ask { session throws(LedgerError) in
      try session.openJobs(before: erasure)
    }
    guard open == 0 else { return open }
    try await writer.change { session throws(LedgerError) in try session.markBegun(erasure) }
    return 0
  }

  func step(
    _ erasure: PhoneErasure,
    from cursor: ErasureCursor?
  ) async throws(LedgerError) -> ErasureCursor? {
    try trust.check()
    guard let cursor, cursor.phase >= WriteSession.erasurePhases else {
      return try await writer.change { session throws(LedgerError) in
        try session.step(erasure, from: cursor)
      }
    }
    let index = cursor.phase - WriteSession.erasurePhases - 1
    guard FreeSpace.indexes.indices.contains(index) else {
      return try await searchFreeSpace(erasure, cursor)
    }
    try await writer.change { session throws(LedgerError) in
      try session.rebuild(FreeSpace.indexes[index])
    }
    let isLast = index == FreeSpace.indexes.indices.last
    return isLast ? nil : ErasureCursor(phase: cursor.phase + 1)
  }

  /// Looks whether free space of the file still holds the number; then the indexes are rebuilt.
  private func searchFreeSpace(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) async throws(LedgerError) -> ErasureCursor? {
    // What was erased must be in the file, not only in the log.
    if cursor.number == 0 { await checkpointer.checkpoint() }
    return try await reader.ask { session throws(LedgerError) in
      try session.connection.search(FreeSpace(of: erasure.phone), from: cursor)
    }
  }

  func counts(of erasure: PhoneErasure) async throws(LedgerError) -> ErasureCounts {
    try await reader.ask { session throws(LedgerError) in
      let found = try session.connection.counts(of: erasure.command)
      var counts = try session.connection.keptCounts(of: erasure.phone)
      counts.jobs = found[ErasureCount.jobs] ?? 0
      counts.codes = found[ErasureCount.codes] ?? 0
      counts.enrollments = found[ErasureCount.enrollments] ?? 0
      counts.received = found[ErasureCount.received] ?? 0
      counts.mentions = found[ErasureCount.mentions] ?? 0
      return counts
    }
  }

  func end(
    _ erasure: PhoneErasure,
    with end: CommandEnd,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.end(erasure, with: end, at: now)
    }
  }
}

extension ReadSession {
  /// How many jobs of an erasure have not ended; 0 once it has begun.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  fileprivate func openJobs(before erasure: PhoneErasure) throws(LedgerError) -> Int {
    let begun = try connection.number(
      "SELECT done_through FROM command WHERE job = ?",
      [.job(erasure.command)]
    )
    guard begun == 0 else { return 0 }
    return try connection.openJobs(to: erasure.phone, before: erasure.command)
  }
}

extension Connection {
  /// How many jobs to a phone have not ended, or are still looked for in the provider's list.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func openJobs(
    to phone: PhoneNumber,
    before job: JobNumber = JobNumber(.max)
  ) throws(LedgerError) -> Int {
    Int(
      try number(
        """
        SELECT count(*) FROM \(Self.addressees) AS near CROSS JOIN job ON job.number = near.job
        WHERE near.phone = ? AND near.job < ? AND (state <= 4 OR text_digest IS NOT NULL)
        """,
        [.phone(phone), .job(job)]
      )
    )
  }

  /// What an erasure leaves.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keptCounts(of phone: PhoneNumber) throws(LedgerError) -> ErasureCounts {
    var counts = ErasureCounts()
    counts.optOuts = Int(
      try number("SELECT count(*) FROM opt_out WHERE phone = ?", [.phone(phone)])
    )
    counts.optOutEvents = Int(
      try number("SELECT count(*) FROM opt_out_event WHERE phone = ?", [.phone(phone)])
    )
    return counts
  }
}
