/// Begun attempts that wait for their slot: urgent ones first, then MMS, then the others; each kind in
/// order of claim.
///
/// MMS, urgent or not, are apart, since their slots come later than those of the texts behind them.
struct ReadyQueue: Sendable {
  private var urgent = Deque<JobNumber>()
  private var other = Deque<JobNumber>()
  private var mms = Deque<JobNumber>()

  var isEmpty: Bool { !hasTexts && !hasMMS }
  var hasTexts: Bool { !urgent.isEmpty || !other.isEmpty }
  var hasUrgent: Bool { !urgent.isEmpty }
  var hasMMS: Bool { !mms.isEmpty }
  /// The MMS that has waited longest.
  var firstMMS: JobNumber? { mms.first }
  /// The one that has waited longest while urgent ones overtake it.
  var firstOther: JobNumber? { other.first }

  mutating func append(_ job: JobNumber, isUrgent: Bool, isMMS: Bool) {
    if isMMS {
      mms.append(job)
    } else if isUrgent {
      urgent.append(job)
    } else {
      other.append(job)
    }
  }

  /// Takes the one whose turn it is; MMS are passed over unless they may leave.
  mutating func popFirst(withMMS: Bool) -> JobNumber? {
    urgent.popFirst() ?? (withMMS ? mms.popFirst() : nil) ?? other.popFirst()
  }

  mutating func popFirstOther() -> JobNumber? { other.popFirst() }

  mutating func popFirstMMS() -> JobNumber? { mms.popFirst() }

  mutating func popAllMMS() -> [JobNumber] { mms.popAll() }

  mutating func popAll() -> [JobNumber] { urgent.popAll() + mms.popAll() + other.popAll() }
}
