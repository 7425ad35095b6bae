internal import CLinux
internal import Glibc

/// The streams that every process starts with.
package enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2

  /// Writes a line and its newline in one call, so that lines of several writers do not mix.
  ///
  /// It waits while the reader is slow, even if another process made the stream non-blocking.
  /// - Throws: `SystemError`, for example if the reader is gone.
  package func write(line: String) throws(SystemError) {
    try write(Array((line + "\n").utf8))
  }

  /// Writes bytes unchanged.
  ///
  /// - Throws: `SystemError`, for example if the reader is gone.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try FileDescriptor.writeAll(bytes, to: rawValue, path: "\(self)")
  }

  /// Reads to the end, but at most `limit` bytes.
  package func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
    try opened().read(upTo: limit)
  }

  /// Reads the line that a person types at a terminal.
  ///
  /// - Returns: The line without its newline, cut at 1,024 bytes; nil at the end of the input.
  /// - Throws: `SystemError` if it cannot be read.
  package func readLine() throws(SystemError) -> String? {
    let stream = try opened()
    var line: [UInt8] = []
    while line.count < 1_024 {
      guard let byte = try stream.read(upTo: 1).first else { break }
      guard byte != UInt8(ascii: "\n") else { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  /// A descriptor of its own for the stream.
  package func opened() throws(SystemError) -> FileDescriptor {
    let own = try FileDescriptor.duplicate(of: rawValue, path: "\(self)")
    return FileDescriptor(owning: own, path: "\(self)")
  }

  /// Whether the stream is a terminal.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Whether the stream leads to the journal, which reads a level at the start of each line.
  ///
  /// systemd puts the stream's device and inode into `JOURNAL_STREAM` (systemd.exec(5)); a program
  /// that inherits the variable may have another stream by now.
  package var isJournal: Bool {
    guard let stream = Environment.value(of: "JOURNAL_STREAM") else { return false }
    var status = stat()
    guard fstat(rawValue, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }

  /// How many columns the terminal has; nil if it is not a terminal, or does not report it.
  package var columns: Int? {
    let columns = smsdispatch_terminal_columns(rawValue)
    return columns > 0 ? Int(columns) : nil
  }

  /// How many rows the terminal has; nil if it is not a terminal, or does not report it.
  package var rows: Int? {
    let rows = smsdispatch_terminal_rows(rawValue)
    return rows > 0 ? Int(rows) : nil
  }
}

extension StandardStream {
  /// Opens `/dev/null` for reading in place of each stream that the process was started without.
  ///
  /// Otherwise the next opened file gets the stream's number, and output for the stream ends up in
  /// that file. Writing to what is opened here fails, so that lost output is noticed. Call it
  /// before anything else is opened.
  /// - Throws: `SystemError` if there is no `/dev/null`.
  package static func openMissing() throws(SystemError) {
    for stream in [input, output, error] where !stream.isOpen {
      // The lowest free number is this stream's, as those below it are open by now.
      try Errno.check("open", "/dev/null") { open("/dev/null", O_RDONLY) }
    }
  }

  private var isOpen: Bool { fcntl(rawValue, F_GETFD) != -1 }
}
