package import SMSCore
internal import SMSJSON
package import SMSSystem

/// Reads the results of one spool, a few files at a time.
package struct PublishedResults: ~Copyable {
  /// The largest result that is read, in bytes; metadata and receipts are limited far below it.
  private static let largest = 1 << 20

  private let spool: String
  private let receipts: any ReceiptReading
  private let directory: Directory
  private var listing: DirectoryListing

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

  /// The jobs found in a few files.
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
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      if let job = try job(entry.name) { step.jobs.append(job) }
    }
    return step
  }

  private func job(_ name: FileName) throws(SystemError) -> JobSnapshot? {
    guard name.hasSuffix(SpoolNames.requestSuffix), !name.hasPrefix(".") else { return nil }
    let bytes: [UInt8]
    do {
      let file = try directory.openFile(name, .readForeign)
      guard try file.status().kind == .regular else { return nil }
      bytes = try file.read(upTo: Self.largest)
    } catch let error where error.isNotFound || error.isSymbolicLink {
      return nil
    }
    guard let object = try? JSONParser.parseWritten(bytes).object,
      let job = ResultDocument.job(object, in: spool, receipts: receipts),
      SpoolNames.result(of: job.name.id) == name
    else { return nil }
    return job
  }
}
