/// A claimed job on its way from the agenda to the provider's answer.
struct Flight: Sendable {
  var entry: AgendaEntry
  /// When its attempt was committed as begun.
  var begunAt: WallTime
  var leftAt: WallTime?

  var number: JobNumber { entry.number }
  /// The attempt under way, from 1.
  var attempt: Int { entry.attempts + 1 }

  init(entry: AgendaEntry, begunAt: WallTime) {
    self.entry = entry
    self.begunAt = begunAt
  }
}
