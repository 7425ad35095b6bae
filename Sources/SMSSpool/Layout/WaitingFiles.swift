package import SMSCore
package import SMSSystem

/// The request files that wait in a spool's `incoming/`.
package struct WaitingFiles: Hashable, Sendable {
  /// No more files of a directory are counted.
  package static let mostCounted = 10_000

  /// `mostCounted` means that many or more.
  package var count: Int
  /// When the oldest of those counted came under its name; nil if there are none.
  package var oldest: WallTime?

  package init(count: Int, oldest: WallTime?) {
    self.count = count
    self.oldest = oldest
  }
}

extension WaitingFiles {
  /// Counts the files of a spool.
  ///
  /// - Parameters:
  ///   - layout: The spool.
  ///   - limit: The most files to count.
  /// - Throws: `SystemError` if this user cannot read `incoming/`.
  package init(in layout: SpoolLayout, upTo limit: Int = mostCounted) throws(SystemError) {
    let incoming = try Directory(path: layout.path(of: .incoming))
    var listing = try incoming.listing()
    var files = WaitingFiles(count: 0, oldest: nil)
    while files.count < limit, let entry = try listing.next() {
      guard SpoolNames.isSubmission(entry.name), let status = try? incoming.status(entry.name)
      else { continue }
      let time = Self.time(of: status)
      files.count += 1
      files.oldest = min(files.oldest ?? time, time)
    }
    self = files
  }

  /// When a file came under its name, or was changed since.
  static func time(of status: FileStatus) -> WallTime { WallTime(nanoseconds: status.changed) }
}
