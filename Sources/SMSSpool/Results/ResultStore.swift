package import SMSCore
package import SMSSystem

/// The `results/` of one spool, as the publisher writes it.
///
/// A reader never sees half a file: each is written under a temporary name and renamed. Nothing is
/// durable before `sync`.
package struct ResultStore: Sendable {
  private let layout: SpoolLayout
  private var directory: Directory

  /// Opens the directory.
  ///
  /// - Throws: `SystemError` with the path.
  package init(_ layout: SpoolLayout) throws(SystemError) {
    self.layout = layout
    directory = try Directory(path: layout.path(of: .results))
  }

  /// Makes the result files tell of these jobs, in order.
  ///
  /// A job that has nothing to tell (again) has no file. Doing it again does no harm.
  /// - Throws: `SystemError`; those before the failing one are written.
  package mutating func publish(_ jobs: [JobSnapshot]) throws(SystemError) {
    try reopenIfMoved()
    for job in jobs {
      guard let name = SpoolNames.result(of: job.name.id) else { continue }
      if job.state.isPublished {
        let bytes = JSONWriter.write(.object(ResultDocument.of(job)))
        try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
      } else if job.state == .queued {
        try remove(name)
      }
    }
  }

  /// Returns when everything published is on the disk.
  ///
  /// - Throws: `SystemError`.
  package func sync() throws(SystemError) {
    try directory.syncFileSystem()
  }

  /// Begins to remove results last changed before a time; those that are not final stay.
  ///
  /// - Throws: `SystemError`.
  package func sweep(before cutoff: WallTime) throws(SystemError) -> AgeSweep {
    try AgeSweep(directory, before: cutoff, keepsUnfinished: true)
  }

  /// The spool may have been moved, removed or mounted over since the last batch.
  private mutating func reopenIfMoved() throws(SystemError) {
    let path = layout.path(of: .results)
    if !directory.isStill(at: path) { directory = try Directory(path: path) }
  }

  private func remove(_ name: FileName) throws(SystemError) {
    do {
      try directory.unlink(name)
    } catch let error where error.isNotFound {
      return
    }
  }
}
