/// How a job stands against others of its account.
///
/// Urgent always goes first; the rest share the account's pace by weight, so that none starves.
package enum Priority: Int, CaseIterable, Hashable, Comparable, Sendable {
  case urgent = 0
  case high = 1
  case normal = 2
  case bulk = 3

  /// The word of the contract.
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

  /// The part of the pace among priorities that have jobs waiting; urgent is outside of it.
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
