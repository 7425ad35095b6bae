/// One reading of the provider's list, page by page, for all searches that it covers.
struct Look: Sendable {
  enum Stage: Sendable {
    /// The next page may be asked for when the pace allows.
    case resting
    case calling
    /// It is read; the ledger is asked which of the ids it knows.
    case identifying
  }

  /// A record that may be a search's message.
  struct Candidate: Hashable, Sendable {
    var id: String
    var at: WallTime
  }

  /// Those that it settles if it does not show them: they were due when it began.
  let due: Set<JobNumber>
  var start: WallTime
  var end: WallTime
  var stage = Stage.resting
  var offset = 0
  var candidates: [MessageKey: Set<Candidate>] = [:]
  /// The window was set right once, after the provider's clock was seen.
  var isAdjusted = false
  /// The answer that is awaited comes from a list that is not read any more.
  var isAbandoned = false
  /// Of the page before: a provider that gives the same page for ever must not be read for ever.
  var firstID: String?
  /// Records without an id or a time.
  var unreadable = 0
  var failure: ProviderError?
  var retryAfter: Interval?

  init(due: Set<JobNumber>, start: WallTime, end: WallTime) {
    self.due = due
    self.start = start
    self.end = end
  }

  var ids: [String] { candidates.values.flatMap { $0.map(\.id) }.sorted() }
}
