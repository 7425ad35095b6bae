internal import Glibc

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

/// C strings behind one another with a null pointer at the end, as `argv` and `environ` have it.
struct CStringArray: ~Copyable {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointer = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (pointer + index).initialize(to: strdup(string))
    }
    (pointer + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count {
      free(pointer[index])
    }
    pointer.deallocate()
  }
}
