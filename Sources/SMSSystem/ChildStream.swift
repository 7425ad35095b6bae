/// Where a child process reads from or writes to.
package enum ChildStream: Equatable, Sendable {
  /// The parent's own stream.
  case inherited

  /// Nothing to read; what is written goes nowhere.
  case null

  /// A file by its path; one that is written is made or emptied first.
  case file(String)

  /// A file by its path, written at its end.
  case appendedFile(String)

  /// An open descriptor of the parent, which keeps it.
  case descriptor(Int32)
}
