extension Directory {
  /// Opens a directory for adding names to it, which needs no right to list it (`O_PATH`).
  ///
  /// Names in it can be made, opened, renamed and removed; it cannot be listed, nor synced by
  /// itself.
  /// - Throws: `SystemError`; `isNotDirectory` if something else is there.
  package convenience init(entering path: String) throws(SystemError) {
    self.init(owning: try FileDescriptor(opening: path, [.pathOnly, .directory]))
  }
}
