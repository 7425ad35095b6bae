package import SMSCore
internal import SMSJSON
package import SMSSystem

/// The files of one directory that name a phone.
///
/// Of each file the first MiB is searched, in the notations of `PhonePattern`. Files that cannot be
/// read, or are no plain files, are passed over; so are results that are not final, which belong to
/// requests that have not ended.
package struct PersonFiles: ~Copyable {
  /// More than any request, result or text.
  private static let largest = 1 << 20

  /// Which files of a directory belong to a phone.
  package enum Kind: String, Sendable {
    /// Results that name it.
    case results
    /// Refused requests that name it, each with the file that gives the reason.
    case rejected
    /// Texts from it.
    case received
    /// Calls of the provider that were not understood, and name it.
    case calls = "unreadable_calls"
  }

  /// A file that names the phone.
  package struct Found: Sendable {
    package let name: FileName
    package let path: String
    package let bytes: [UInt8]
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

  /// Searches the next files.
  ///
  /// - Parameter count: How many.
  /// - Returns: Those that name the phone.
  /// - Throws: `SystemError` if the directory cannot be read.
  package mutating func step(_ count: Int) throws(SystemError) -> Step {
    var step = Step()
    for _ in 0..<count {
      guard let entry = try listing.next() else {
        step.isLast = true
        return step
      }
      guard let bytes = content(of: entry.name), isOurs(bytes) else { continue }
      let path = directory.pathOf(entry.name)
      step.found.append(Found(name: entry.name, path: path, bytes: bytes))
    }
    return step
  }

  /// Removes a file that was found; of a refused request, also the file beside it.
  ///
  /// - Parameter file: The file; it may be gone already.
  /// - Returns: How many files were removed.
  /// - Throws: `SystemError` if one cannot be removed.
  package func remove(_ file: Found) throws(SystemError) -> Int {
    var removed = try remove(file.name)
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

  private func remove(_ name: FileName) throws(SystemError) -> Int {
    do throws(SystemError) {
      try directory.unlink(name)
      return 1
    } catch {
      if error.isNotFound { return 0 }
      throw error
    }
  }

  private func content(of name: FileName) -> [UInt8]? {
    guard !name.isTemporary, let file = try? directory.openFile(name, .readForeign),
      (try? file.status().kind) == .regular
    else { return nil }
    return try? file.read(upTo: Self.largest)
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
