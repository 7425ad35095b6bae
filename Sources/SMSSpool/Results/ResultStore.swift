package import SMSCore
internal import SMSJSON
package import SMSSystem

/// The `results/` of one spool, as the publisher writes it.
///
/// A reader never sees half a file: each is written under a temporary name and renamed. Nothing is
/// durable before `sync`.
package struct ResultStore: Sendable {
  package let layout: SpoolLayout
  /// Nil before the first use.
  private var directory: Directory?

  /// Opens nothing yet: a spool that cannot be used now may be later.
  package init(_ layout: SpoolLayout) {
    self.layout = layout
  }

  /// Makes the result files tell of these jobs, in order.
  ///
  /// A job that has nothing to tell (again) has no file. Doing it again does no harm.
  /// - Throws: `SystemError`; those before the failing one are written.
  package mutating func publish(_ jobs: [JobSnapshot]) throws(SystemError) {
    let directory = try opened()
    for job in jobs {
      guard let name = SpoolNames.result(of: job.name.id) else { continue }
      if job.isPublished {
        let bytes = JSONWriter.write(.object(ResultDocument.of(job)))
        try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
      } else if job.state == .queued {
        try remove(name, from: directory)
      }
    }
  }

  /// Returns when everything published is on the disk.
  ///
  /// - Throws: `SystemError`.
  package func sync() throws(SystemError) {
    try directory?.syncFileSystem()
  }

  /// Begins to remove results last changed before a time; those that are not final stay.
  ///
  /// - Throws: `SystemError`.
  package mutating func sweep(before cutoff: WallTime) throws(SystemError) -> AgeSweep {
    try AgeSweep(opened(), before: cutoff, keepsUnfinished: true)
  }

  /// The spool may have been moved, removed or mounted over since the last batch.
  private mutating func opened() throws(SystemError) -> Directory {
    let directory = try layout.opened(.results, insteadOf: directory)
    self.directory = directory
    return directory
  }

  private func remove(_ name: FileName, from directory: Directory) throws(SystemError) {
    do {
      try directory.unlink(name)
    } catch let error where error.isNotFound {
      return
    }
  }
}
