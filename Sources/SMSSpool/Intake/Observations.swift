internal import SMSCore
internal import SMSSystem

/// Request files that may still be being written, and how long each has been unchanged.
struct Observations {
  /// How long a file that cannot be taken must stay unchanged before it is refused.
  static let patience = Interval(seconds: 10)
  /// The maximum number of observed files; others wait for a place and are seen again by each scan.
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

  /// Records a look at a file.
  ///
  /// - Parameters:
  ///   - name: The file.
  ///   - status: Its current status.
  ///   - isLinked: Whether it is observed because of its links; its content then does not matter.
  ///   - now: The time of the look.
  /// - Returns: Whether it has been unchanged for `patience`.
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

  /// Files that are due for another look.
  func due(at now: MonotonicTime) -> [FileName] {
    sights.filter { now >= $0.value.since.advanced(by: Self.patience) }.map(\.key)
  }

  /// When the next file is due.
  var nextDue: MonotonicTime? {
    sights.values.map(\.since).min()?.advanced(by: Self.patience)
  }
}
