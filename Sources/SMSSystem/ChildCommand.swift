/// What to start as a child process.
package struct ChildCommand: Equatable, Sendable {
  /// A path, or a name to look up in `PATH`.
  package var executable: String

  /// The arguments, without the program's name.
  package var arguments: [String]

  /// All the variables of the child; nil for those of this process.
  package var environment: [String: String]?

  /// The working directory; nil for that of this process.
  package var directory: String?

  package var input = ChildStream.null
  package var output = ChildStream.inherited
  package var error = ChildStream.inherited

  /// Makes a command with the streams of this process, but nothing to read.
  package init(
    _ executable: String,
    _ arguments: [String] = [],
    environment: [String: String]? = nil,
    directory: String? = nil
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}
