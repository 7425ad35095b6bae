internal import SMSSystem

/// A file that holds one token, for its owner alone.
enum TokenFile {
  enum Fault: Error {
    case unreadable(SystemError)
    case openToOthers(mode: UInt32)
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes to read.
  /// - Returns: Its bytes without a newline at the end; nil if there is no file.
  /// - Throws: `Fault` if it cannot be read, or others may read it.
  static func read(path: String, upTo limit: Int) throws(Fault) -> [UInt8]? {
    let mode: UInt32
    var bytes: [UInt8]
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
      mode = try file.status().mode
      bytes = try file.read(upTo: limit)
    } catch let error where error.isNotFound {
      return nil
    } catch {
      throw .unreadable(error)
    }
    guard mode & 0o077 == 0 else { throw .openToOthers(mode: mode) }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return bytes
  }

  /// Writes a token to a new, durable file with mode 0600; never replaces an existing file.
  ///
  /// - Parameters:
  ///   - text: The token.
  ///   - path: The file.
  ///   - owner: The file's owner, if not this process's user.
  /// - Throws: `SystemError`; `isAlreadyThere` if the file exists.
  static func write(
    _ text: String,
    path: String,
    owner: UserAccount? = nil
  ) throws(SystemError) {
    let (directory, name) = try Directory.holding(path)
    let bytes = Array(text.utf8) + [UInt8(ascii: "\n")]
    try directory.writeWithoutReplacing(name, bytes, owner: owner)
  }
}
