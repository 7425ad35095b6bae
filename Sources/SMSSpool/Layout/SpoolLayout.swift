/// Where a spool's directories and files are; nothing else builds these paths.
package struct SpoolLayout: Sendable, Equatable {
  /// The spool's own directory, an absolute path.
  package let root: String
  package let access: SpoolAccess

  package init(root: String, access: SpoolAccess = .group) {
    self.root = root
    self.access = access
  }

  package func path(of directory: SpoolDirectory) -> String {
    "\(root)/\(directory.rawValue)"
  }

  /// The path of the result of a request, for messages and for readers outside of the daemon.
  package func resultPath(of id: String) -> String {
    "\(path(of: .results))/\(id).json"
  }
}
