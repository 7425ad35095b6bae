extension Reconciler {
  /// What an answer leads to.
  enum Step: Sendable {
    case more
    /// The ledger has to say which of these ids it knows.
    case identify([String])
    case verdict(Verdict)
  }

  /// What a look has shown.
  struct Verdict: Sendable {
    var found: [(search: Search, id: String)] = []
    /// Due, not shown by a list that was read whole; this look is counted.
    var negative: [Search] = []
    /// Due, in a list that was read whole and holds a record that may be theirs or not; this look is
    /// counted.
    var unclear: [Search] = []
    /// Due, and nothing is known of them.
    var failed: [Search] = []
    var error: ProviderError?
    var retryAfter: Interval?
  }
}
