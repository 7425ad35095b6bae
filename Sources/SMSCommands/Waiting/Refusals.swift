internal import SMSSpool
internal import SMSSystem

/// Tells whether one request file was refused, where its id belongs to another request.
///
/// A refusal never replaces the result of an accepted request; then only `rejected/` holds it.
package struct Refusals {
  private static let largest = 1 << 20
  /// The kernel stamps files by a clock that lags a tick behind the one that is read.
  private static let tick: Int64 = 10_000_000

  private let directory: Directory?
  private let ending: String
  private let since: Int64
  private let outdated: FileStatus?

  /// Makes one for a file that was just submitted.
  ///
  /// - Parameters:
  ///   - spool: Where.
  ///   - file: The request file's name.
  ///   - since: When it was submitted; nanoseconds since 1970.
  ///   - outdated: The result file that its id had before.
  init(_ spool: ChosenSpool, of file: FileName, since: Int64, outdated: FileStatus?) {
    directory = try? Directory(path: "\(spool.path)/\(SpoolDirectory.rejected.rawValue)")
    ending = "-\(file.string ?? "").reason.json"
    self.since = since - Self.tick
    self.outdated = outdated
  }

  /// Whether a result file is the one from before the request.
  func isOutdated(_ status: FileStatus?) -> Bool {
    guard let outdated, let status else { return false }
    return status.isSameFile(as: outdated) && status.changed == outdated.changed
  }

  /// The reason, if the file was refused.
  func find() -> PublishedResult? {
    guard let directory, var listing = try? directory.listing() else { return nil }
    while let entry = try? listing.next() {
      guard entry.name.hasSuffix(ending),
        let status = try? directory.status(entry.name), status.changed >= since,
        let bytes = try? directory.read(entry.name, upTo: Self.largest)
      else { continue }
      return try? PublishedResult(bytes)
    }
    return nil
  }
}
