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
