package import SMSCore
package import SMSSystem

/// Removes the old files of one directory in small steps, so that sending is never delayed.
///
/// For `results/`, run it where results are published: a file must not be replaced between the
/// check of its age and its removal.
package struct AgeSweep: ~Copyable {
  private let directory: Directory
  private let cutoff: Int64
  private let prefix: String
  private let keepsUnfinished: Bool
  private var listing: DirectoryListing

  /// The bytes that every non-final result contains; results are written by `JSONWriter`.
  private static let unfinished = Array(#""final": false"#.utf8)
  /// How many bytes to search for them: the member is among the first.
  private static let lookedAt = 1_024

  /// Begins a sweep.
  ///
  /// - Parameters:
  ///   - directory: The open directory.
  ///   - cutoff: Files last changed (ctime, which cannot be set) before this are removed.
  ///   - prefix: How the names of files begin that are looked at.
  ///   - keepsUnfinished: Whether to keep results that are not final, however old.
  /// - Throws: `SystemError` if the directory cannot be listed.
  package init(
    _ directory: Directory,
    before cutoff: WallTime,
    prefix: String = "",
    keepsUnfinished: Bool
  ) throws(SystemError) {
    self.directory = directory
    self.prefix = prefix
    self.keepsUnfinished = keepsUnfinished
    self.cutoff = Interval(milliseconds: cutoff.milliseconds).nanoseconds
    listing = try directory.listing()
  }

  /// The result of one step.
  package struct Step: Sendable, Equatable {
    package var removed: Int
    /// Whether the sweep is complete.
    package var isLast: Bool
  }

  /// Checks the next files, and removes the old ones.
  ///
  /// - Parameter count: How many files to check.
  /// - Returns: How many were removed, and whether that was the last step.
  /// - Throws: `SystemError` if a file cannot be examined or removed.
  package mutating func step(_ count: Int) throws(SystemError) -> Step {
    var step = Step(removed: 0, isLast: false)
    for _ in 0..<count {
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      if entry.name.hasPrefix(prefix), try isOver(entry.name) {
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
      return try !isUnfinished(name)
    } catch let error where error.isNotFound {
      return false
    }
  }

  /// The results of a batch's messages are final with that of the batch.
  private func isUnfinished(_ name: FileName) throws(SystemError) -> Bool {
    guard let stem = name.removingSuffix(SpoolNames.batchSuffix) else {
      return try Self.isUnfinished(directory.read(name, upTo: Self.lookedAt))
    }
    let own = FileName(bytes: Array(stem.bytes) + Array(SpoolNames.requestSuffix.utf8))
    do throws(SystemError) {
      return try own.map { name throws(SystemError) in
        try Self.isUnfinished(directory.read(name, upTo: Self.lookedAt))
      } ?? false
    } catch {
      if error.isNotFound { return false }
      throw error
    }
  }

  private static func isUnfinished(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= unfinished.count else { return false }
    return (0...(bytes.count - unfinished.count)).contains { start in
      bytes[start..<(start + unfinished.count)].elementsEqual(unfinished)
    }
  }
}
