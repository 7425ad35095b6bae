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
  private var batches: BatchResults
  /// Nil before the first use.
  private var directory: Directory?

  /// Opens nothing yet: a spool that is unusable now may become usable later.
  package init(_ layout: SpoolLayout, provider: String) {
    self.layout = layout
    self.provider = provider
    batches = BatchResults(mode: layout.access.fileMode)
  }

  /// Brings the result files of these jobs up to date, in order.
  ///
  /// The file of a job that is queued again without an `ack` is removed. Of a message of a batch, a
  /// line is appended to the batch's file once it has ended. Repeating it is harmless.
  ///
  /// - Parameter jobs: The jobs; batches themselves have `publish(_:_:expectedEnd:)`.
  /// - Throws: `SystemError` if a file cannot be written or removed; the files before it are done.
  package mutating func publish(_ jobs: [JobSnapshot]) throws(SystemError) {
    let directory = try opened()
    try append(jobs, in: directory)
    for job in jobs where job.hasFile {
      guard let name = SpoolNames.result(of: job.name.id) else { continue }
      if job.isPublished {
        let bytes = JSONWriter.write(.object(ResultDocument.of(job, provider: provider)))
        try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
      } else if job.state == .queued {
        try remove(name, from: directory)
      }
    }
  }

  /// Brings the result file of a batch up to date.
  ///
  /// - Parameters:
  ///   - job: The batch's job.
  ///   - batch: What is special about it.
  ///   - expectedEnd: See `ResultDocument`.
  /// - Throws: `SystemError` if the file cannot be written.
  package mutating func publish(
    _ job: JobSnapshot,
    _ batch: BatchFacts,
    expectedEnd: WallTime?
  ) throws(SystemError) {
    guard let name = SpoolNames.result(of: job.name.id) else { return }
    let document = ResultDocument.of(job, batch, expectedEnd: expectedEnd)
    try opened().writeReplacing(
      name,
      JSONWriter.write(.object(document)),
      mode: layout.access.fileMode,
      durable: false
    )
  }

  /// Appends the results of messages of batches that have ended.
  private mutating func append(
    _ jobs: [JobSnapshot],
    in directory: Directory
  ) throws(SystemError) {
    var lines: [String: (bytes: [UInt8], mayMake: Bool)] = [:]
    for job in jobs where job.state.isTerminal && !job.memberships.isEmpty {
      let document = ResultDocument.of(job, provider: provider)
      let line = JSONWriter.write(.object(document), as: .compact) + [UInt8(ascii: "\n")]
      for batch in job.memberships where batch.results == .lines {
        lines[batch.id, default: ([], false)].bytes += line
        if batch.mayMakeFile { lines[batch.id]?.mayMake = true }
      }
    }
    for (id, part) in lines.sorted(by: { $0.key < $1.key }) {
      try batches.append(part.bytes, to: id, mayMake: part.mayMake, in: directory)
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

extension JobSnapshot {
  /// Whether its result is a file of its own: not that of a message whose batch has one file for all,
  /// unless it was submitted by itself too, with a token.
  fileprivate var hasFile: Bool { batch == nil && (!isOfBatchWithLines || !acks.isEmpty) }

  private var isOfBatchWithLines: Bool {
    ownBatch.map { $0.results == .lines } ?? false
  }
}
