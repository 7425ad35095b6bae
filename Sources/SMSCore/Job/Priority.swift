/// The priority of a job among those of its account.
///
/// Urgent jobs always come first; the others share the account's pace by weight, so none starves.
package enum Priority: Int, CaseIterable, Hashable, Comparable, Sendable {
  case urgent = 0
  case high = 1
  case normal = 2
  case bulk = 3

  /// The contract's word.
  package var name: String {
    switch self {
    case .urgent: "urgent"
    case .high: "high"
    case .normal: "normal"
    case .bulk: "bulk"
    }
  }

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// The share of the pace among priorities with waiting jobs; urgent jobs are not part of it.
  package var weight: Int {
    switch self {
    case .urgent: 1
    case .high: 16
    case .normal: 4
    case .bulk: 1
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}
