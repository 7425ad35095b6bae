internal import Glibc

/// A program to start as a child process.
package struct ChildCommand: Equatable, Sendable {
  /// A path, or a name to look up in `PATH`.
  package var executable: String

  /// The arguments, without the program's name.
  package var arguments: [String]

  /// All variables of the child; nil: those of this process.
  package var environment: [String: String]?

  /// The working directory; nil: that of this process.
  package var directory: String?

  package var input = ChildStream.null
  package var output = ChildStream.inherited
  package var error = ChildStream.inherited

  /// Whether the child leads a process group of its own, so that what it starts gets the signals
  /// that it gets, and is killed when it ends.
  package var leadsGroup = false

  /// Makes a command with the output streams of this process, and with no input.
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
  /// The parent's stream.
  case inherited

  /// `/dev/null`: no input, output is discarded.
  case null

  /// A file by its path; for output it is created or truncated.
  case file(String)

  /// A file by its path, appended to.
  case appendedFile(String)

  /// An open descriptor of the parent, which keeps it.
  case descriptor(Int32)
}

/// An array of C strings that ends with a null pointer, like `argv` and `environ`.
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
