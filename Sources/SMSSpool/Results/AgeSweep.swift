package import SMSCore
package import SMSSystem

/// Removes the old files of one directory in small steps, so that it never holds up the sending.
///
/// For `results/`, run it where results are published: a file must not be replaced between the
/// look at its age and its removal.
package struct AgeSweep: ~Copyable {
  private let directory: Directory
  private let cutoff: Int64
  private let keepsUnfinished: Bool
  private var listing: DirectoryListing

  /// Where every result of ours that is not final says so; results are written by `JSONWriter`.
  private static let unfinished = Array(#""final": false"#.utf8)
  /// Bytes in which that is found: it is among the first members.
  private static let lookedAt = 1_024

  /// Begins a sweep.
  ///
  /// - Parameters:
  ///   - directory: The open directory.
  ///   - cutoff: Files last changed (ctime, which nobody can set) before this go.
  ///   - keepsUnfinished: Whether results that are not final stay, however old.
  /// - Throws: `SystemError`.
  package init(
    _ directory: Directory,
    before cutoff: WallTime,
    keepsUnfinished: Bool
  ) throws(SystemError) {
    self.directory = directory
    self.keepsUnfinished = keepsUnfinished
    self.cutoff = Interval(milliseconds: cutoff.milliseconds).nanoseconds
    listing = try directory.listing()
  }

  /// What one step did.
  package struct Step: Sendable, Equatable {
    package var removed: Int
    /// Whether the sweep is over.
    package var isLast: Bool
  }

  /// Looks at the next files.
  ///
  /// - Parameter count: How many to look at.
  /// - Returns: What it did.
  /// - Throws: `SystemError`.
  package mutating func step(_ count: Int) throws(SystemError) -> Step {
    var step = Step(removed: 0, isLast: false)
    for _ in 0..<count {
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      if try isOver(entry.name) {
        try directory.unlink(entry.name)
        step.removed += 1
      }
    }
    return step
  }

  private func isOver(_ name: FileName) throws(SystemError) -> Bool {
    do {
      let status = try directory.status(name)
      guard status.kind != .directory, status.changed < cutoff else { return false }
      guard keepsUnfinished, status.kind == .regular else { return true }
      return try !Self.isUnfinished(directory.read(name, upTo: Self.lookedAt))
    } catch let error where error.isNotFound {
      return false
    }
  }

  private static func isUnfinished(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= unfinished.count else { return false }
    return (0...(bytes.count - unfinished.count)).contains { start in
      bytes[start..<(start + unfinished.count)].elementsEqual(unfinished)
    }
  }
}
