internal import Glibc

/// What a person types on standard input, a terminal or not.
package enum Terminal {
  /// More than a person types in one line, in bytes.
  private static let longestLine = 4096

  /// Reads a line without its newline; nil at the end of the input.
  ///
  /// - Throws: `SystemError`.
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

  /// Shows or hides what is typed from now on; what was typed before and not read is dropped.
  ///
  /// Does nothing where no terminal is.
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
