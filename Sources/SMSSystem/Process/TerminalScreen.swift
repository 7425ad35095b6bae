internal import CLinux
internal import Glibc
internal import Synchronization

/// The terminal of standard input and output, which a program has for itself until it gives it
/// back: keys come at once and unechoed, and the shell's screen is kept for later.
///
/// Keys that make signals (Ctrl-C, Ctrl-Z) go on making them. Whoever takes the terminal gives it
/// back before the process ends or stops, also because of a signal.
package final class TerminalScreen: Sendable {
  /// Alternate screen, hidden cursor, no wrapping at the last column; pasted text is marked.
  private static let entry = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[H\u{1B}[2J"
  private static let exit = "\u{1B}[0m\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
  /// The most bytes that are read at once.
  private static let portion = 1024

  /// The settings before the terminal was taken; nil while it is not.
  private let earlier = Mutex<termios?>(nil)

  package init() {}

  /// Whether the process may change the terminal and read its keys; a background job may not.
  package var isForeground: Bool {
    let group = tcgetpgrp(STDIN_FILENO)
    // A terminal that does not control this process has no jobs.
    return group == -1 || group == getpgrp()
  }

  /// Takes the terminal, or takes it again if the shell has changed it meanwhile.
  ///
  /// - Throws: `SystemError` if it is no terminal, or gone.
  package func take() throws(SystemError) {
    var settings = termios()
    try Errno.check("tcgetattr", "input") { tcgetattr(STDIN_FILENO, &settings) }
    earlier.withLock { if $0 == nil { $0 = settings } }
    settings.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN)
    settings.c_lflag |= tcflag_t(ISIG)
    // Ctrl-S would stop what is drawn, and with it this process.
    settings.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    settings.c_oflag |= tcflag_t(OPOST)
    withUnsafeMutableBytes(of: &settings.c_cc) { characters in
      characters[Int(VMIN)] = 0
      characters[Int(VTIME)] = 0
    }
    try Errno.check("tcsetattr", "input") { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
    try write(Self.entry)
  }

  /// Gives the terminal back as it was, and discards keys that were not read.
  ///
  /// Does nothing if it is not taken, or if the shell has it already: its settings are the shell's.
  package func giveBack() {
    guard var settings = earlier.withLock({ $0.take() }), isForeground else { return }
    try? write(Self.exit)
    tcflush(STDIN_FILENO, TCIFLUSH)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  /// Writes text and control sequences.
  ///
  /// - Throws: `SystemError` if the terminal is gone.
  package func write(_ text: String) throws(SystemError) {
    try StandardStream.output.write(Array(text.utf8))
  }

  /// The keys that were typed, as bytes, without waiting for any; nil if the terminal is gone.
  package func read() -> [UInt8]? {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 0) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: Self.portion)
    do throws(SystemError) {
      let count = try Errno.check("read", "input") {
        Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      }
      return count > 0 ? Array(buffer.prefix(count)) : nil
    } catch {
      return error.isWouldBlock ? [] : nil
    }
  }

  /// Watches for keys; cancel it before the terminal is given back.
  ///
  /// - Parameters:
  ///   - executor: Where the handler runs.
  ///   - handler: Called when there is something to read, or the terminal is gone.
  /// - Returns: The watch.
  /// - Throws: `SystemError` if no descriptor is left.
  package func watchKeys(
    on executor: QueueExecutor,
    handler: @escaping @Sendable () -> Void
  ) throws(SystemError) -> ReadSource {
    try ReadSource(STDIN_FILENO, on: executor, handler: handler)
  }
}
