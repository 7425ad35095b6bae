package import SMSCore
internal import SMSJSON
package import SMSSystem

/// The files of one directory that name a phone.
///
/// Of most files the first MiB is searched, in the notations of `PhonePattern`; batches, and what was
/// refused for its size, are searched to the end, a part at a time. Files that cannot be read, or are
/// no plain files, are passed over; so are results that are not final, which belong to requests that
/// have not ended.
package struct PersonFiles: ~Copyable {
  /// More than any request, result or text.
  private static let largest = 1 << 20

  /// Which files of a directory belong to a phone.
  package enum Kind: String, Sendable {
    /// Results that name it, and lines of the results of batches.
    case results
    /// Refused requests that name it, each with the file that gives the reason.
    case rejected
    /// Texts from it, each with the files that were fetched for it.
    case received
    /// Calls of the provider that were not understood, and name it.
    case calls = "unreadable_calls"
  }

  /// A file that names the phone.
  package struct Found: Sendable {
    package let name: FileName
    package let path: String
    /// The file's content, or each line of a part of it that names the phone.
    package let contents: [[UInt8]]
    /// Whether it is the file of a batch's results, of which only lines belong to the phone.
    package let isOfBatch: Bool
  }

  /// The files found in a few.
  package struct Step: Sendable {
    package var found: [Found] = []
    /// Whether there are no more files.
    package var isLast = false
  }

  private let kind: Kind
  private let phone: PhoneNumber
  private let pattern: PhonePattern
  private let directory: Directory
  private var listing: DirectoryListing
  /// The file that is searched in parts.
  private var long: (name: FileName, search: LineSearch)?

  /// Starts the search.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - kind: What it holds.
  ///   - phone: The phone.
  /// - Throws: `SystemError` if the directory cannot be listed.
  package init(
    _ path: String,
    _ kind: Kind,
    naming phone: PhoneNumber
  ) throws(SystemError) {
    let opened = try Directory(path: path)
    let entries = try opened.listing()
    self.kind = kind
    self.phone = phone
    pattern = PhonePattern(phone)
    directory = opened
    listing = entries
  }

  /// Searches the next files, or the next part of a long one.
  ///
  /// - Parameter count: How many files.
  /// - Returns: Those that name the phone.
  /// - Throws: `SystemError` if the directory cannot be read.
  package mutating func step(_ count: Int) throws(SystemError) -> Step {
    var step = Step()
    for _ in 0..<count {
      if long != nil {
        if let found = searchLong() { step.found.append(found) }
        return step
      }
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      if let found = look(at: entry.name) { step.found.append(found) }
    }
    return step
  }

  /// Removes a file that was found, and what lies beside it: a refused request's reason, the files
  /// of a text.
  ///
  /// The text is removed last, so that an interrupted removal finds it again.
  ///
  /// - Parameter file: The file; it may be gone already.
  /// - Returns: How many files were removed.
  /// - Throws: `SystemError` if one cannot be removed.
  package mutating func remove(_ file: Found) throws(SystemError) -> Int {
    if long?.name == file.name { long = nil }
    var removed = kind == .received ? try removeMedia(of: file) : 0
    removed += try remove(file.name)
    guard kind == .rejected else { return removed }
    if let request = file.name.removingSuffix(SpoolNames.reasonSuffix) {
      removed += try remove(request)
    } else if let reason = FileName(
      bytes: Array(file.name.bytes) + Array(SpoolNames.reasonSuffix.utf8)
    ) {
      removed += try remove(reason)
    }
    return removed
  }

  /// Begins to remove the lines that name the phone from the results of a batch; the search does not
  /// go on in that file.
  ///
  /// - Throws: `SystemError` if the file cannot be read, or none written beside it.
  package mutating func removal(ofLinesIn file: Found) throws(SystemError) -> LineRemoval {
    if long?.name == file.name { long = nil }
    return try LineRemoval(file.name, in: directory, naming: pattern)
  }

  /// The directory is only listed for a text of which files were fetched.
  private func removeMedia(of text: Found) throws(SystemError) -> Int {
    let details = Self.object(text.contents.first ?? [])?["media_details"]?.array ?? []
    guard details.contains(where: { $0.object?["status"] != nil }) else { return 0 }
    var listing = try directory.listing()
    var names: [FileName] = []
    while let entry = try listing.next() {
      if SpoolNames.isMedia(entry.name, of: text.name) { names.append(entry.name) }
    }
    var removed = 0
    for name in names { removed += try remove(name) }
    return removed
  }

  private func remove(_ name: FileName) throws(SystemError) -> Int {
    do throws(SystemError) {
      try directory.unlink(name)
      return 1
    } catch {
      if error.isNotFound { return 0 }
      throw error
    }
  }

  /// Looks at a file; a long one is searched from the next step on.
  private mutating func look(at name: FileName) -> Found? {
    guard !name.isTemporary,
      kind != .received || name.hasSuffix(SpoolNames.requestSuffix),
      let file = try? directory.openFile(name, .readForeign),
      let status = try? file.status(), status.kind == .regular
    else { return nil }
    if isOfBatch(name) || (kind == .rejected && status.size > Int64(Self.largest)) {
      long = (name, LineSearch(pattern, takesRest: kind == .rejected))
      return nil
    }
    guard let bytes = try? file.read(upTo: Self.largest), isOurs(bytes) else { return nil }
    return found(name, [bytes])
  }

  private mutating func searchLong() -> Found? {
    guard let name = long?.name, let file = try? directory.openFile(name, .readForeign),
      let lines = try? long?.search.next(in: file)
    else {
      long = nil
      return nil
    }
    return lines.isEmpty ? nil : found(name, lines)
  }

  private func found(_ name: FileName, _ contents: [[UInt8]]) -> Found {
    Found(
      name: name,
      path: directory.pathOf(name),
      contents: contents,
      isOfBatch: isOfBatch(name)
    )
  }

  private func isOfBatch(_ name: FileName) -> Bool {
    kind == .results && name.hasSuffix(SpoolNames.batchSuffix)
  }

  private func isOurs(_ bytes: [UInt8]) -> Bool {
    guard pattern.occurs(in: bytes) else { return false }
    switch kind {
    case .rejected, .calls: return true
    case .results: return Self.object(bytes)?["final"]?.bool != false
    case .received: return Self.object(bytes)?["from"]?.string == phone.digits
    }
  }

  private static func object(_ bytes: [UInt8]) -> JSONObject? {
    (try? JSONParser.parseWritten(bytes))?.object
  }
}

extension PersonFiles {
  /// A directory to search, and what it holds.
  package struct Place: Hashable, Sendable {
    package let path: String
    package let kind: Kind

    package init(path: String, kind: Kind) {
      self.path = path
      self.kind = kind
    }
  }
}

extension SpoolLayout {
  /// The spool's directories with files that may name a phone.
  package var personalPlaces: [PersonFiles.Place] {
    [
      PersonFiles.Place(path: path(of: .results), kind: .results),
      PersonFiles.Place(path: path(of: .rejected), kind: .rejected),
      PersonFiles.Place(path: path(of: .received), kind: .received),
    ]
  }
}
