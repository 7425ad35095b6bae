package import SMSCore
package import SMSSystem
internal import Synchronization

/// The copies of messages' files in the state directory: `media/<key>/1.jpg`.
///
/// The ledger knows whose they are and how long they are needed; what it does not know is removed at a
/// start. Any queue may use it.
package final class MediaShelf: Sendable {
  private static let name: FileName = "media"

  private let state: Directory
  /// When the provider asked for a file of some copies last.
  private let asked = Mutex<[String: MonotonicTime]>([:])

  /// - Parameter state: The state directory; the shelf is made in it when it is needed.
  package init(in state: Directory) {
    self.state = state
  }

  /// Stores files; all are on disk when this returns.
  ///
  /// - Parameters:
  ///   - files: Their names and contents.
  ///   - key: The key, which is new.
  /// - Throws: `SystemError`; nothing is left then.
  func keep(_ files: [(name: String, bytes: [UInt8])], as key: String) throws(SystemError) {
    let (shelf, name) = (try directory(), Self.name(key))
    let place = try shelf.makeDirectory(name, mode: 0o700)
    do throws(SystemError) {
      for (name, bytes) in files {
        let file = try place.createFile(Self.name(name))
        try file.write(bytes)
        try file.sync()
      }
      try place.sync()
      try shelf.sync()
    } catch {
      try? remove(key)
      throw error
    }
  }

  /// Removes files, if they are there.
  ///
  /// - Parameter key: Their key, or any other name that was found.
  /// - Throws: `SystemError` if something is left.
  package func remove(_ key: String) throws(SystemError) {
    asked.withLock { $0[key] = nil }
    guard let name = FileName(key) else { return }
    let shelf = try directory()
    do throws(SystemError) {
      let place = try shelf.directory(name)
      place.removeContents()
      try shelf.removeDirectory(name)
    } catch {
      if error.isNotFound { return }
      guard error.isNotDirectory || error.isSymbolicLink else { throw error }
      try shelf.unlink(name)
    }
  }

  /// What there is, with the time of its last change.
  ///
  /// - Throws: `SystemError` if it cannot be listed.
  package func all() throws(SystemError) -> [String: WallTime] {
    let shelf = try directory()
    var listing = try shelf.listing()
    var found: [String: WallTime] = [:]
    while let entry = try listing.next() {
      guard let name = entry.name.string, let status = try? shelf.status(entry.name) else {
        continue
      }
      found[name] = WallTime(nanoseconds: status.changed)
    }
    return found
  }

  /// Whether there are files of a key.
  package func contains(_ key: String) -> Bool {
    guard MediaCopies.isKey(key) else { return false }
    return (try? directory().contains(Self.name(key))) == true
  }

  /// A file that the provider asks for.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - key: Its key.
  ///   - now: The time, from when on it counts as asked for.
  /// - Returns: Its content and its type; nil if it is not there.
  package func file(
    _ name: String,
    of key: String,
    at now: MonotonicTime
  ) -> (bytes: [UInt8], type: String)? {
    guard MediaCopies.isKey(key), let file = FileName(name),
      let place = try? directory().directory(Self.name(key))
    else { return nil }
    asked.withLock { $0[key] = now }
    guard let suffix = name.split(separator: ".").last, let type = MediaType.sent[String(suffix)],
      let bytes = try? place.read(file, upTo: Media.largest)
    else { return nil }
    return (bytes, type)
  }

  /// Whether the provider has asked for a file of some copies since a time, right or wrong.
  package func wasAsked(for key: String, since time: MonotonicTime) -> Bool {
    asked.withLock { $0[key] }.map { $0 >= time } ?? false
  }

  private func directory() throws(SystemError) -> Directory {
    try state.openOrMakeDirectory(Self.name, mode: 0o700)
  }

  private static func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("keys and types make file names") }
    return name
  }
}
