extension Directory {
  /// `O_PATH` of the kernel's asm-generic/fcntl.h; the C library shows it to GNU programs only.
  private static let pathOnly = OpenFlags(rawValue: 0o10_000_000)

  /// Opens a directory for adding names to it, which needs no right to list it (`O_PATH`).
  ///
  /// Names in it can be made, opened, renamed and removed; it cannot be listed, nor synced by
  /// itself.
  /// - Throws: `SystemError`; `isNotDirectory` if something else is there.
  package convenience init(entering path: String) throws(SystemError) {
    self.init(owning: try FileDescriptor(opening: path, [Directory.pathOnly, .directory]))
  }
}
