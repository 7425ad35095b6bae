internal import Glibc

extension Directory {
  /// Opens a directory by its path, making it and what is missing above it.
  ///
  /// - Parameters:
  ///   - path: An absolute path.
  ///   - mode: The permissions of a new one; one that is there keeps its own. What is made above it
  ///     gets 0755.
  /// - Returns: The directory.
  /// - Throws: `SystemError` with the path that could not be opened or made.
  package static func openOrMake(
    path: String,
    mode: UInt32
  ) throws(SystemError) -> Directory {
    do {
      return try Directory(path: path)
    } catch let error where error.isNotFound {
      guard let (parent, name) = split(path) else { throw error }
      return try openOrMake(path: parent, mode: 0o755).makeDirectory(name, mode: mode)
    }
  }

  /// The directory that a path's last name stands in, and that name.
  ///
  /// - Throws: `SystemError`, also for a path that names no entry, such as `/`.
  package static func holding(_ path: String) throws(SystemError) -> (Directory, FileName) {
    guard let (parent, name) = split(path) else {
      throw SystemError(code: EINVAL, operation: "open", path: String(escaping: path.utf8))
    }
    return (try Directory(path: parent), name)
  }

  /// The path less its last name, and that name; nil if there is none.
  private static func split(_ path: String) -> (parent: String, name: FileName)? {
    let bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    guard let end = bytes.lastIndex(where: { $0 != slash }) else { return nil }
    let start = bytes[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
    guard let name = FileName(bytes: bytes[start...end]) else { return nil }
    guard start > 0 else { return (".", name) }
    let above = bytes[..<start].lastIndex { $0 != slash }.map { bytes[...$0] } ?? [slash]
    return (String(decoding: above, as: UTF8.self), name)
  }
}
