internal import SMSCore
internal import SMSSystem

/// Request files that may still be in the making, and since when they have not changed.
struct Observations {
  /// How long a file that cannot be taken must stay the same before it is refused.
  static let patience = Interval(seconds: 10)
  /// Files observed at most; others are looked at again by each scan, and wait for a place.
  static let limit = 10_000

  private struct Sight {
    let status: FileStatus
    let isLinked: Bool
    let since: MonotonicTime

    func isStill(_ other: FileStatus, isLinked: Bool) -> Bool {
      guard status.isSameFile(as: other), self.isLinked == isLinked else { return false }
      return isLinked || (status.size == other.size && status.changed == other.changed)
    }
  }

  private var sights: [FileName: Sight] = [:]

  /// Notes a look at a file.
  ///
  /// - Parameters:
  ///   - name: The file.
  ///   - status: What it is now.
  ///   - isLinked: Whether it is observed for its links; then its content does not matter.
  ///   - now: The time of the look.
  /// - Returns: Whether it has been the same for `patience`.
  mutating func hasSettled(
    _ name: FileName,
    _ status: FileStatus,
    isLinked: Bool,
    at now: MonotonicTime
  ) -> Bool {
    if let sight = sights[name], sight.isStill(status, isLinked: isLinked) {
      return now >= sight.since.advanced(by: Self.patience)
    }
    if sights[name] != nil || sights.count < Self.limit {
      sights[name] = Sight(status: status, isLinked: isLinked, since: now)
    }
    return false
  }

  func contains(_ name: FileName) -> Bool { sights[name] != nil }

  mutating func forget(_ name: FileName) {
    sights.removeValue(forKey: name)
  }

  /// Files that are to be looked at again.
  func due(at now: MonotonicTime) -> [FileName] {
    sights.filter { now >= $0.value.since.advanced(by: Self.patience) }.map(\.key)
  }

  /// When the next one is.
  var nextDue: MonotonicTime? {
    sights.values.map(\.since).min()?.advanced(by: Self.patience)
  }
}
