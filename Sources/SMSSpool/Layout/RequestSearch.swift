package import SMSCore
package import SMSJSON
package import SMSSystem

/// A request's file, of which no job was made, or not yet.
package struct RequestFile: Equatable, Sendable {
  /// `incoming`, `taken` or `rejected`.
  package let place: SpoolDirectory
  /// The file; for a rejected one that was removed since, its result.
  package let path: String
  /// Since when it has been there.
  package let since: WallTime
  /// The result of a rejected request; nil for any other.
  package let result: JSONObject?
  /// The name of a batch in `incoming/`; nil for any other file.
  package var waitingBatch: String?
}

/// Finds the file of a request that the ledger does not know, by its id.
package struct RequestSearch {
  /// So many files whose names are not the id are read, since requests may have an id of their own.
  private static let mostRead = 1_000
  /// More than any result.
  private static let largestResult = 1 << 20

  private let id: String
  private let layout: SpoolLayout

  package init(for id: String, in layout: SpoolLayout) {
    self.id = id
    self.layout = layout
  }

  /// The file, sought in the order in which files move on, so that none is missed.
  ///
  /// - Returns: The file; nil if there is none.
  /// - Throws: `SystemError` if this user cannot read the spool.
  package func find() throws(SystemError) -> RequestFile? {
    if let file = try find(in: .incoming, original: { SpoolNames.isSubmission($0) ? $0 : nil }) {
      return file
    }
    if let file = try find(in: .taken, original: { TakenName(found: $0)?.original }) { return file }
    return try findRejected()
  }

  /// A file of this id in a directory; `original` makes of its name there the one that the producer
  /// gave it, or nil if it is not a request.
  private func find(
    in place: SpoolDirectory,
    original: (FileName) -> FileName?
  ) throws(SystemError) -> RequestFile? {
    let directory = try Directory(path: layout.path(of: place))
    var listing = try directory.listing()
    var read = 0
    while let entry = try listing.next() {
      guard let name = original(entry.name) else { continue }
      let isNamed = SpoolNames.stem(of: name) == id
      guard isNamed || read < Self.mostRead else { continue }
      if !isNamed { read += 1 }
      // It may have moved on meanwhile, or be unreadable, as the daemon will find too.
      guard let status = try? directory.status(entry.name) else { continue }
      guard isOurs(idIn(entry.name, directory), isNamed: isNamed) else { continue }
      let isWaitingBatch = place == .incoming && SpoolNames.isBatch(name)
      return RequestFile(
        place: place,
        path: directory.pathOf(entry.name),
        since: WallTime(nanoseconds: status.changed),
        result: nil,
        waitingBatch: isWaitingBatch ? name.escaped : nil
      )
    }
    return nil
  }

  /// The id in a file takes precedence over its name.
  private func isOurs(_ found: String?, isNamed: Bool) -> Bool {
    found.map { $0 == id } ?? isNamed
  }

  private func idIn(_ name: FileName, _ directory: Directory) -> String? {
    guard let bytes = try? directory.read(name, upTo: RequestDecoder.largest) else { return nil }
    // The id of a batch is in its first line, unless that is a message.
    let isBatch = name.hasSuffix(ignoringCase: SpoolNames.batchSuffix)
    let part = isBatch ? Array(bytes.prefix { $0 != UInt8(ascii: "\n") }) : bytes
    guard let object = (try? JSONParser.parse(part))?.object,
      !isBatch || object["kind"]?.string == BatchHeader.kind
    else { return nil }
    return object["id"]?.string
  }

  private func object(_ name: FileName, _ directory: Directory, upTo limit: Int) -> JSONObject? {
    guard let bytes = try? directory.read(name, upTo: limit) else { return nil }
    return (try? JSONParser.parse(bytes))?.object
  }
}

// MARK: Rejected files

extension RequestSearch {
  private func findRejected() throws(SystemError) -> RequestFile? {
    let rejected = try Directory(path: layout.path(of: .rejected))
    let results = try Directory(path: layout.path(of: .results))
    if let name = SpoolNames.result(of: id),
      let result = object(name, results, upTo: Self.largestResult),
      result["status"]?.string == "rejected", let status = try? results.status(name)
    {
      let file = result["file"]?.string.flatMap { FileName($0) }
      let isThere = try file.map { name throws(SystemError) in try rejected.contains(name) }
      return rejection(
        isThere == true ? file.map { rejected.pathOf($0) } : nil,
        result,
        since: status
      )
    }
    return try newestRejected(in: rejected)
  }

  /// Without a result of that id, only the file's name shows what it was.
  private func newestRejected(in rejected: Directory) throws(SystemError) -> RequestFile? {
    var listing = try rejected.listing()
    var newest: (number: Int64, name: FileName)?
    while let entry = try listing.next() {
      guard let (number, original) = SpoolNames.leadingNumber(of: entry.name),
        SpoolNames.stem(of: original) == id, number > newest?.number ?? -1
      else { continue }
      newest = (number, entry.name)
    }
    guard let (_, name) = newest, let status = try? rejected.status(name),
      let reason = FileName(bytes: Array(name.bytes) + Array(SpoolNames.reasonSuffix.utf8)),
      let result = object(reason, rejected, upTo: Self.largestResult)
    else { return nil }
    return rejection(rejected.pathOf(name), result, since: status)
  }

  private func rejection(
    _ path: String?,
    _ result: JSONObject,
    since status: FileStatus
  ) -> RequestFile {
    let time = result["updated_at"]?.string.flatMap(RFC3339.time)
    return RequestFile(
      place: .rejected,
      path: path ?? layout.resultPath(of: id),
      since: time ?? WallTime(nanoseconds: status.changed),
      result: result
    )
  }
}
