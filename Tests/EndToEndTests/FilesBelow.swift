import SMSSystem

/// All files in a directory and below.
struct FilesBelow {
  private let root: Directory

  init(_ path: String) throws {
    root = try Directory(path: path)
  }

  /// The paths of files that contain one of the texts anywhere.
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

  /// Removes all files below the directory.
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
