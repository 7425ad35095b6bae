package import SMSCore
internal import SMSJSON
package import SMSSystem

/// A spool's `results/`, as written by the publisher.
///
/// Readers never see partial files: each is written under a temporary name and renamed. Nothing is
/// durable before `sync`.
package struct ResultStore: Sendable {
  package let layout: SpoolLayout
  /// The provider's name in results.
  private let provider: String
  /// Nil before the first use.
  private var directory: Directory?

  /// Opens nothing yet: a spool that is unusable now may become usable later.
  package init(_ layout: SpoolLayout, provider: String) {
    self.layout = layout
    self.provider = provider
  }

  /// Brings the result files of these jobs up to date, in order.
  ///
  /// The file of a job that is queued again without an `ack` is removed. Repeating it is harmless.
  /// - Throws: `SystemError` if a file cannot be written or removed; the files before it are done.
  package mutating func publish(_ jobs: [JobSnapshot]) throws(SystemError) {
    let directory = try opened()
    for job in jobs {
      guard let name = SpoolNames.result(of: job.name.id) else { continue }
      if job.isPublished {
        let bytes = JSONWriter.write(.object(ResultDocument.of(job, provider: provider)))
        try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
      } else if job.state == .queued {
        try remove(name, from: directory)
      }
    }
  }

  /// Makes everything published durable.
  ///
  /// - Throws: `SystemError` if the file system reports an error.
  package func sync() throws(SystemError) {
    try directory?.syncFileSystem()
  }

  /// Starts a sweep of results last changed before a time; those that are not final are kept.
  ///
  /// - Throws: `SystemError` if the directory cannot be opened.
  package mutating func sweep(before cutoff: WallTime) throws(SystemError) -> AgeSweep {
    try AgeSweep(opened(), before: cutoff, keepsUnfinished: true)
  }

  /// The spool may have been moved, removed or covered by a mount since the last batch.
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
