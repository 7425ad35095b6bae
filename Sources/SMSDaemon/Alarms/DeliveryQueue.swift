internal import SMSCore

/// The reports that wait to be delivered to one place: one at a time, in order, a few times each.
struct DeliveryQueue: Sendable {
  /// What follows a failed attempt.
  enum Next: Equatable {
    case again(at: MonotonicTime)
    case givenUp
  }

  /// The most reports that wait; beyond it the oldest are given up.
  static let most = 100
  /// The waits between the attempts.
  static let waits = [5.0, 15, 45, 135].map(Interval.init(seconds:))

  private var documents: [AlarmDocument] = []
  private(set) var isUnderWay = false
  /// Failed attempts of the first one.
  private(set) var failures = 0
  private var notBefore: MonotonicTime?

  var isEmpty: Bool { documents.isEmpty }

  /// Adds a report.
  ///
  /// - Returns: The report that was given up for it.
  mutating func add(_ document: AlarmDocument) -> AlarmDocument? {
    documents.append(document)
    guard documents.count > Self.most else { return nil }
    if isUnderWay { return documents.remove(at: 1) }
    failures = 0
    return documents.removeFirst()
  }

  /// Begins the next attempt, if it is time for one and none is under way.
  mutating func begin(at now: MonotonicTime) -> AlarmDocument? {
    guard !isUnderWay, notBefore.map({ $0 <= now }) ?? true, let first = documents.first else {
      return nil
    }
    isUnderWay = true
    notBefore = nil
    return first
  }

  mutating func succeeded() {
    isUnderWay = false
    failures = 0
    documents.removeFirst()
  }

  mutating func failed(at now: MonotonicTime) -> Next {
    isUnderWay = false
    guard failures < Self.waits.count else {
      failures = 0
      documents.removeFirst()
      return .givenUp
    }
    let time = now.advanced(by: Self.waits[failures])
    failures += 1
    notBefore = time
    return .again(at: time)
  }

  /// Gives up all that are not under way.
  mutating func removeAll() -> [AlarmDocument] {
    let kept = isUnderWay ? 1 : 0
    defer { documents.removeSubrange(kept...) }
    return Array(documents.dropFirst(kept))
  }

  /// When to ask again; nil if there is nothing to wait for.
  var wakesAt: MonotonicTime? { isUnderWay || documents.isEmpty ? nil : notBefore }
}
