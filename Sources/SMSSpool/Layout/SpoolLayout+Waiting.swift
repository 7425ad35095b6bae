package import SMSSystem

extension SpoolLayout {
  /// How many request files wait in `incoming/`, whole or not.
  ///
  /// - Parameter limit: Where to stop counting, since a flood may hold a million.
  /// - Returns: Their number, at most `limit`.
  /// - Throws: `SystemError` if the directory cannot be listed.
  package func waitingFiles(upTo limit: Int) throws(SystemError) -> Int {
    var listing = try Directory(path: path(of: .incoming)).listing()
    var count = 0
    while count < limit, let entry = try listing.next() {
      if SpoolNames.isRequest(entry.name) { count += 1 }
    }
    return count
  }
}
