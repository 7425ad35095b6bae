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

  /// How many columns the terminal has; nil if it is none or does not say.
  package var columns: Int? {
    let columns = smsdispatch_terminal_columns(rawValue)
    return columns > 0 ? Int(columns) : nil
  }
}
