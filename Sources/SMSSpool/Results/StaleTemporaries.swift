package import SMSSystem

/// Our temporary files that a crash left behind.
package enum StaleTemporaries {
  /// Removes them from the directories that the daemon writes to; only while nothing writes there.
  ///
  /// - Returns: How many were removed.
  /// - Throws: `SystemError` if a directory cannot be read or a file cannot be removed.
  @discardableResult
  package static func remove(from layout: SpoolLayout) throws(SystemError) -> Int {
    var removed = 0
    for directory in [SpoolDirectory.results, .rejected, .received] {
      removed += try remove(from: Directory(path: layout.path(of: directory)))
    }
    return removed
  }

  private static func remove(from directory: Directory) throws(SystemError) -> Int {
    var listing = try directory.listing()
    var removed = 0
    while let entry = try listing.next() {
      guard entry.name.isTemporary, entry.kind == nil || entry.kind == .regular else { continue }
      try directory.unlink(entry.name)
      removed += 1
    }
    return removed
  }
}
