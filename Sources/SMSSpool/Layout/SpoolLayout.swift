package import SMSSystem

/// The paths of a spool's directories and files; nothing else builds these paths.
package struct SpoolLayout: Sendable, Equatable {
  /// The spool's root: an absolute path.
  package let root: String
  package let access: SpoolAccess

  package init(root: String, access: SpoolAccess = .group) {
    self.root = root
    self.access = access
  }

  package func path(of directory: SpoolDirectory) -> String {
    "\(root)/\(directory.rawValue)"
  }

  /// The path of a request's result, for messages and for readers outside the daemon.
  package func resultPath(of id: String) -> String {
    "\(path(of: .results))/\(id).json"
  }
}

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
      if SpoolNames.isSubmission(entry.name) { count += 1 }
    }
    return count
  }
}
