internal import SMSCore
internal import SMSSpool

/// What the notes about spools say, and since when it applies.
struct SpoolStates {
  private(set) var notes: [String: SpoolNote] = [:]
  /// Why intakes are paused, in one word, by spool.
  private(set) var pauses: [String: String] = [:]

  /// Takes what a spool's intake reports.
  ///
  /// - Returns: The text of the spool's note; nil if it says nothing new.
  mutating func take(_ report: IntakeReport, of spool: String, at now: WallTime) -> String? {
    switch report {
    case .paused(let pause):
      return self.pause(spool, for: pause.reason, "\(pause). \(pause.hint)", at: now)
    case .resumed: return pause(spool, for: "", nil, at: now)
    // Reported first, and again while the intake is still paused.
    case .opened where pauses[spool] == nil: return pause(spool, for: "", nil, at: now)
    case .stray(let files): return change(spool, at: now) { $0.strayFiles = files }
    case .scanned(let isScanned): return change(spool, at: now) { $0.isScanned = isScanned }
    case .batchWaits(let wait):
      return change(spool, at: now) { $0.waitingBatch = wait.map { "\($0). \($0.hint)" } }
    case .notWatching: return change(spool, at: now) { $0.isScanned = true }
    case .watching: return change(spool, at: now) { $0.isScanned = false }
    default: return nil
    }
  }

  /// Takes a pause, or its end.
  ///
  /// - Parameters:
  ///   - spool: The spool.
  ///   - code: The reason, in one word.
  ///   - reason: The reason and what to do about it, in sentences; nil at the end of the pause.
  ///   - now: The current time.
  /// - Returns: The text of the spool's note.
  mutating func pause(
    _ spool: String,
    for code: String,
    _ reason: String?,
    at now: WallTime
  ) -> String {
    pauses[spool] = reason == nil ? nil : code
    return change(spool, at: now) { note in
      note.pause = reason
      note.code = code
      note.since = now
    }
  }

  /// Forgets all spools but these.
  mutating func keep(_ spools: Set<String>) {
    notes = notes.filter { spools.contains($0.key) }
    pauses = pauses.filter { spools.contains($0.key) }
  }

  private mutating func change(
    _ spool: String,
    at now: WallTime,
    _ body: (inout SpoolNote) -> Void
  ) -> String {
    var note = notes[spool] ?? SpoolNote(since: now)
    body(&note)
    notes[spool] = note
    return Notes.spool(note)
  }
}
