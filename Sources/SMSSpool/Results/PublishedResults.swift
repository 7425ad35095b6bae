package import SMSCore
internal import SMSJSON
package import SMSSystem

/// Reads the results of one spool, a few at a time.
package struct PublishedResults: ~Copyable {
  /// The longest result that is read; metadata and receipts are bounded far below.
  private static let largest = 1 << 20

  private let spool: String
  private let directory: Directory
  private var listing: DirectoryListing

  /// Begins to read.
  ///
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(_ layout: SpoolLayout, spool: String) throws(SystemError) {
    let opened = try Directory(path: layout.path(of: .results))
    let entries = try opened.listing()
    self.spool = spool
    directory = opened
    listing = entries
  }

  /// What a few files said.
  package struct Step: Sendable {
    package var jobs: [JobSnapshot] = []
    /// Whether there are no more files.
    package var isLast = false
  }

  /// Reads the next files; refusals and what is no result of ours are passed over.
  ///
  /// - Parameter count: How many files to read.
  /// - Returns: The jobs that they tell of.
  /// - Throws: `SystemError` for a file that is there and cannot be read.
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
      let job = ResultDocument.job(object, in: spool), SpoolNames.result(of: job.name.id) == name
    else { return nil }
    return job
  }
}
