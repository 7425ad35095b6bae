internal import SMSSystem

extension Directory {
  /// Removes the directory's entries as far as possible; links are removed, not followed.
  func removeContents() {
    guard var listing = try? listing() else { return }
    var names: [FileName] = []
    while let entry = try? listing.next() { names.append(entry.name) }
    for name in names {
      if let inner = try? directory(name) {
        inner.removeContents()
        try? removeDirectory(name)
      } else {
        try? unlink(name)
      }
    }
  }
}
