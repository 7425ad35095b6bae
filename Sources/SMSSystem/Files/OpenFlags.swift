internal import Glibc

/// How a file is opened: the flags of open(2); `O_CLOEXEC` is always added.
package struct OpenFlags: OptionSet, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Combines flags; unlike the standard library's, this initializer does not allocate.
  package init(arrayLiteral flags: OpenFlags...) {
    rawValue = flags.reduce(0) { $0 | $1.rawValue }
  }

  package static let readOnly = OpenFlags(rawValue: O_RDONLY)
  package static let writeOnly = OpenFlags(rawValue: O_WRONLY)
  package static let readWrite = OpenFlags(rawValue: O_RDWR)
  package static let create = OpenFlags(rawValue: O_CREAT)
  package static let exclusive = OpenFlags(rawValue: O_EXCL)
  package static let truncate = OpenFlags(rawValue: O_TRUNC)
  package static let append = OpenFlags(rawValue: O_APPEND)
  /// Opening a FIFO or a device does not block.
  package static let nonBlocking = OpenFlags(rawValue: O_NONBLOCK)
  /// A symbolic link as the last component is refused (`ELOOP`).
  package static let noFollow = OpenFlags(rawValue: O_NOFOLLOW)
  package static let directory = OpenFlags(rawValue: O_DIRECTORY)
  /// Only a reference to the file, which needs no permission to read it (`O_PATH`,
  /// asm-generic/fcntl.h; the C library defines it only for GNU programs).
  package static let pathOnly = OpenFlags(rawValue: 0o10_000_000)

  /// For files that others may have put there: follows no link, and does not wait.
  package static let readForeign: OpenFlags = [.readOnly, .noFollow, .nonBlocking]
}
