internal import CLinux
internal import Glibc

/// The streams every process starts with.
package enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2

  /// Writes a line and its newline in one call, so that lines of several writers do not mix.
  ///
  /// Waits while the reader is slow, even if somebody made the stream non-blocking.
  /// - Throws: `SystemError`, as when the reader is gone.
  package func write(line: String) throws(SystemError) {
    try write(Array((line + "\n").utf8))
  }

  /// Writes bytes as they are.
  ///
  /// - Throws: `SystemError`, as when the reader is gone.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try FileDescriptor.writeAll(bytes, to: rawValue, path: "\(self)")
  }

  /// Reads to the end, but not more than `limit` bytes.
  ///
  /// - Throws: `SystemError`.
  package func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
    let own = try FileDescriptor.duplicate(of: rawValue, path: "\(self)")
    return try FileDescriptor(owning: own, path: "\(self)").read(upTo: limit)
  }

  /// Whether a person sits at the other end.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Whether the stream leads to the journal, which reads a level in front of each line.
  ///
  /// systemd names the stream's device and inode in `JOURNAL_STREAM` (systemd.exec(5)); a program
  /// that inherits the variable may have another stream by now.
  package var isJournal: Bool {
    guard let stream = Environment.value(of: "JOURNAL_STREAM") else { return false }
    var status = stat()
    guard fstat(rawValue, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }

  /// How many columns the terminal has; nil if it is none or does not say.
  package var columns: Int? {
    let columns = smsdispatch_terminal_columns(rawValue)
    return columns > 0 ? Int(columns) : nil
  }
}

extension StandardStream {
  /// Opens `/dev/null` for reading in place of each stream that the process was started without.
  ///
  /// Else the next file to be opened gets the stream's number, and what is written to the stream
  /// goes into that file. Writing to what is opened here fails, so that a loss is noticed. Call it
  /// before anything else is opened.
  /// - Throws: `SystemError` if there is no `/dev/null`.
  package static func openMissing() throws(SystemError) {
    for stream in [input, output, error] where !stream.isOpen {
      // The lowest free number is this stream's: those below it are open by now.
      try Errno.check("open", "/dev/null") { open("/dev/null", O_RDONLY) }
    }
  }

  private var isOpen: Bool { fcntl(rawValue, F_GETFD) != -1 }
}
