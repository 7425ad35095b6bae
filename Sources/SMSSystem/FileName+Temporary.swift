/// Names of files that the daemon is still writing.
extension FileName {
  /// What every such name starts with; the dot hides it from readers of the directory.
  package static let temporaryPrefix = ".smsdispatch-tmp-"

  /// Whether this is the name of a file of ours that was never finished, or not yet.
  package var isTemporary: Bool { hasPrefix(FileName.temporaryPrefix) }

  /// A temporary name that nobody has had before.
  ///
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  package static func temporary() throws(SystemError) -> FileName {
    let word = String(try Randomness.word(), radix: 36)
    guard let name = FileName(temporaryPrefix + word) else {
      preconditionFailure("a prefix and letters make a name")
    }
    return name
  }
}
