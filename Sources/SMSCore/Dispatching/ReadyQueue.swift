/// Begun attempts that wait for their slot: urgent ones first, each kind in order of claim.
struct ReadyQueue: Sendable {
  private var urgent = Deque<JobNumber>()
  private var other = Deque<JobNumber>()

  var isEmpty: Bool { urgent.isEmpty && other.isEmpty }
  var hasUrgent: Bool { !urgent.isEmpty }
  /// The one that has waited longest while urgent ones overtake it.
  var firstOther: JobNumber? { other.first }

  mutating func append(_ job: JobNumber, isUrgent: Bool) {
    if isUrgent { urgent.append(job) } else { other.append(job) }
  }

  mutating func popFirst() -> JobNumber? { urgent.popFirst() ?? other.popFirst() }

  mutating func popFirstOther() -> JobNumber? { other.popFirst() }

  mutating func popAll() -> [JobNumber] { urgent.popAll() + other.popAll() }
}
