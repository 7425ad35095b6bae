/// The changes that wait for a commit, and which of them share the next one.
///
/// | waiting | the next commit has |
/// |---|---|
/// | urgent changes, and far more rows of others | the urgent ones, unless the last one was so |
/// | anything else | everything |
///
/// So an urgent message waits for the commit that runs, but not for hundreds of other rows, and what is
/// not urgent waits for one commit more at most. A commit of few rows costs about what it costs to make
/// it durable, and is not divided.
struct PendingChanges {
  /// Fewer rows than these are not worth a commit of their own.
  static let many = 32

  private var urgent: [any PendingChange] = []
  private var others: [any PendingChange] = []
  private var urgentRows = 0
  private var otherRows = 0
  /// Whether the last commit had urgent changes only, and left others.
  private var wasDivided = false

  var isEmpty: Bool { urgent.isEmpty && others.isEmpty }

  /// Adds a change.
  ///
  /// - Parameters:
  ///   - change: The change.
  ///   - isUrgent: Whether it may overtake others.
  ///   - rows: How many jobs it is about.
  mutating func add(_ change: any PendingChange, isUrgent: Bool, rows: Int) {
    if isUrgent {
      urgent.append(change)
      urgentRows += rows
    } else {
      others.append(change)
      otherRows += rows
    }
  }

  /// Takes the changes of the next commit; urgent ones come first.
  mutating func next() -> [any PendingChange] {
    defer {
      urgent.removeAll()
      urgentRows = 0
    }
    guard wasDivided || urgent.isEmpty || otherRows < max(Self.many, 4 * urgentRows) else {
      wasDivided = true
      return urgent
    }
    wasDivided = false
    defer {
      others.removeAll()
      otherRows = 0
    }
    return urgent + others
  }
}
