internal import Glibc

/// What a person types on standard input, which may or may not be a terminal.
package enum Terminal {
  /// The longest line in bytes, more than a person types.
  private static let longestLine = 4096

  /// Reads a line without its newline; nil at the end of the input.
  package static func readLine() throws(SystemError) -> String? {
    var line: [UInt8] = []
    while line.count < longestLine {
      var byte: UInt8 = 0
      let count = try Errno.check("read", "input") { read(STDIN_FILENO, &byte, 1) }
      if count == 0 {
        if line.isEmpty { return nil }
        break
      }
      if byte == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Shows or hides what is typed from now on; hiding discards what was typed but not read yet.
  ///
  /// It does nothing if standard input is not a terminal.
  package static func showInput(_ isShown: Bool) {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
    if isShown {
      settings.c_lflag |= tcflag_t(ECHO)
    } else {
      settings.c_lflag &= ~tcflag_t(ECHO)
    }
    tcsetattr(STDIN_FILENO, isShown ? TCSADRAIN : TCSAFLUSH, &settings)
  }
}
