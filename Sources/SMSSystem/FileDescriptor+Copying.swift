extension FileDescriptor {
  private static let piece = 1 << 20

  /// Writes what this file holds, from its beginning, to another.
  ///
  /// - Parameter target: An open file; what is written goes where it stands.
  /// - Throws: `SystemError` of either; some of it may be written then.
  package borrowing func copyContents(
    to target: borrowing FileDescriptor
  ) throws(SystemError) {
    var offset: Int64 = 0
    while true {
      let bytes = try read(upTo: Self.piece, at: offset)
      if bytes.isEmpty { return }
      try target.write(bytes)
      offset += Int64(bytes.count)
    }
  }
}
