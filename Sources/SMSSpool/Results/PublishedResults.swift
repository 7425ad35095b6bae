package import SMSCore
internal import SMSJSON
package import SMSSystem

/// Reads the results of one spool, a few files, or a part of the results of a batch, at a time.
package struct PublishedResults: ~Copyable {
  /// The largest result that is read, in bytes; metadata and receipts are limited far below it.
  private static let largest = 1 << 20
  /// How much of the results of a batch is read at once: a few hundred lines.
  private static let block = 1 << 17

  private let spool: String
  private let receipts: any ReceiptReading
  private let directory: Directory
  private var listing: DirectoryListing
  /// The results of a batch that are being read.
  private var batch: (name: FileName, lines: WholeLines)?

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - layout: The spool.
  ///   - spool: Its name.
  ///   - receipts: What the receipts in results mean.
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(
    _ layout: SpoolLayout,
    spool: String,
    receipts: any ReceiptReading
  ) throws(SystemError) {
    let opened = try Directory(path: layout.path(of: .results))
    let entries = try opened.listing()
    self.spool = spool
    self.receipts = receipts
    directory = opened
    listing = entries
  }

  /// The jobs found in a few files, or in lines; a job of a batch may have several lines, in order.
  package struct Step: Sendable {
    package var jobs: [JobSnapshot] = []
    /// Whether there are no more files.
    package var isLast = false
  }

  /// Reads the next files, skipping refusals and files that are not our results.
  ///
  /// - Parameter count: How many files to read.
  /// - Returns: The jobs in them.
  /// - Throws: `SystemError` if an existing file cannot be read.
  package mutating func step(_ count: Int) throws(SystemError) -> Step {
    var step = Step()
    for _ in 0..<count {
      if batch != nil {
        step.jobs += try jobsOfBatch()
        return step
      }
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      if isOfBatch(entry.name) {
        batch = (entry.name, WholeLines(block: Self.block))
      } else if let job = try job(entry.name) {
        step.jobs.append(job)
      }
    }
    return step
  }

  private func isOfBatch(_ name: FileName) -> Bool {
    name.hasSuffix(SpoolNames.batchSuffix) && !name.hasPrefix(".")
  }

  /// The messages in the next lines of a batch's results.
  private mutating func jobsOfBatch() throws(SystemError) -> [JobSnapshot] {
    guard let name = batch?.name, let file = try open(name),
      let block = try batch?.lines.next(in: file)
    else {
      batch = nil
      return []
    }
    return WholeLines.split(block).compactMap { line in
      job(Array(line)).flatMap { $0.message == nil ? nil : $0 }
    }
  }

  /// nil for what is gone or no plain file.
  private func open(_ name: FileName) throws(SystemError) -> FileDescriptor? {
    do throws(SystemError) {
      let file = try directory.openFile(name, .readForeign)
      if try file.status().kind == .regular { return file }
    } catch {
      guard error.isNotFound || error.isSymbolicLink else { throw error }
    }
    return nil
  }

  private func job(_ name: FileName) throws(SystemError) -> JobSnapshot? {
    guard name.hasSuffix(SpoolNames.requestSuffix), !name.hasPrefix(".") else { return nil }
    guard let file = try open(name), let job = job(try file.read(upTo: Self.largest)),
      SpoolNames.result(of: job.name.id) == name
    else { return nil }
    return job
  }

  private func job(_ bytes: [UInt8]) -> JobSnapshot? {
    guard let object = try? JSONParser.parseWritten(bytes).object else { return nil }
    return ResultDocument.job(object, in: spool, receipts: receipts)
  }
}
