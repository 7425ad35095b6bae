import SMSSystem

/// All files below a directory.
struct FilesBelow {
  private let root: Directory

  init(_ path: String) throws {
    root = try Directory(path: path)
  }

  /// The paths of the files that hold one of some texts anywhere in their bytes.
  func holding(_ texts: [String]) throws -> [String] {
    var found: [String] = []
    try visit(root) { directory, name in
      let text = String(
        decoding: try directory.read(name, upTo: 1 << 28).map { $0 < 0x80 ? $0 : 0x3F },
        as: UTF8.self
      )
      if texts.contains(where: text.utf8.contains) { found.append(directory.pathOf(name)) }
    }
    return found
  }

  /// Removes what is below it; the directory itself stays, empty.
  func remove() throws {
    try visit(root) { directory, name in try directory.unlink(name) }
  }

  private func visit(
    _ directory: Directory,
    _ body: (Directory, FileName) throws -> Void
  ) throws {
    var listing = try directory.listing()
    var names: [FileName] = []
    while let entry = try listing.next() { names.append(entry.name) }
    for name in names {
      switch try directory.status(name).kind {
      case .directory: try visit(try directory.directory(name), body)
      case .regular: try body(directory, name)
      default: break
      }
    }
  }
}

extension String.UTF8View {
  fileprivate func contains(_ text: String) -> Bool {
    firstRange(of: text.utf8) != nil
  }
}
