internal import SMSCore

extension SQLiteLedger: MediaQueue {
  func dueMedia(at now: WallTime, limit: Int) async throws(LedgerError) -> [DueMedium] {
    try await reader.ask { session throws(LedgerError) in
      try session.dueMedia(at: now, limit: limit)
    }
  }

  func nextMediaTime(after now: WallTime) async throws(LedgerError) -> WallTime? {
    try await reader.ask { session throws(LedgerError) in
      try session.nextMediaTime(after: now)
    }
  }

  func settle(_ medium: MediumName, as end: MediumEnd) async throws(LedgerError) -> Bool {
    try await writer.change { session throws(LedgerError) in
      try session.settle(medium, as: end)
    }
  }

  func unshownMedia(
    after message: Int64,
    limit: Int
  ) async throws(LedgerError) -> [ShownMedia] {
    try await reader.ask { session throws(LedgerError) in
      try session.unshownMedia(after: message, limit: limit)
    }
  }

  func markShown(_ media: [MediumName]) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.markShown(media)
    }
  }
}

extension SQLiteLedger: MediaCopyRegister {
  func releaseMedia(
    after key: String?,
    endedBefore cutoff: WallTime,
    limit: Int
  ) async throws(LedgerError) -> ReleasedMedia {
    try await writer.change { session throws(LedgerError) in
      try session.releaseMedia(after: key, endedBefore: cutoff, limit: limit)
    }
  }

  func forgetMedia(_ keys: [String]) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in try session.forgetMedia(keys) }
  }

  func knownMedia() async throws(LedgerError) -> Set<String> {
    try await reader.ask { session throws(LedgerError) in try session.knownMedia() }
  }
}
