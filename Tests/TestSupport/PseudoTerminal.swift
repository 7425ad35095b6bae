internal import CLinux
internal import Glibc
package import SMSSystem

/// A terminal (pty(7)) with a program on one side and a test, which reads and types, on the other.
package actor PseudoTerminal: QueueActor {
  /// The expected text did not appear in time; `seen` is what did.
  package struct TimedOut: Error {
    package let seen: String
  }

  package nonisolated let executor = QueueExecutor(label: "pseudo-terminal")

  private let own: FileDescriptor
  /// The program's side, kept open: otherwise reads here fail once the program ends.
  private let other: FileDescriptor
  private var source: ReadSource?
  private var seen = ""
  private var waiting: (text: String, continuation: CheckedContinuation<String?, Never>)?

  /// Creates a terminal that echoes its input.
  ///
  /// - Throws: `SystemError` if the system provides none.
  package init() throws(SystemError) {
    let raw = try Errno.check("posix_openpt") { posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC) }
    own = FileDescriptor(owning: raw, path: "terminal")
    try Errno.check("unlockpt") { unlockpt(raw) }
    var name = [CChar](repeating: 0, count: 64)
    try Errno.checkReturned("ptsname_r") { ptsname_r(raw, &name, name.count) }
    let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    other = try FileDescriptor(opening: String(decoding: bytes, as: UTF8.self), [.readWrite])
    try own.setNonBlocking()
  }

  /// Starts a program on the terminal.
  ///
  /// - Throws: `SystemError` if it cannot be started.
  package func start(_ command: ChildCommand) throws(SystemError) -> ChildProcess {
    source = try ReadSource(own.raw, on: executor) { [weak self] in
      self?.assumeIsolated { $0.read() }
    }
    var command = command
    command.input = .descriptor(other.raw)
    command.output = .descriptor(other.raw)
    command.error = .descriptor(other.raw)
    return try ChildProcess(command)
  }

  /// Waits for a text.
  ///
  /// - Returns: The output since the last match, up to and including the text.
  /// - Throws: `TimedOut` after `seconds`.
  package func expect(_ text: String, within seconds: Double = 60) async throws -> String {
    if let found = take(text) { return found }
    let timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.end(with: nil) }
    }
    timer.arm(at: Clocks.monotonic + Int64(seconds * 1e9))
    defer { timer.cancel() }
    guard let found = await withCheckedContinuation({ waiting = (text, $0) }) else {
      throw TimedOut(seen: seen)
    }
    return found
  }

  /// Types a line.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  package func type(_ line: String) throws(SystemError) {
    try own.write(Array("\(line)\n".utf8))
  }

  /// Presses keys, without a newline.
  ///
  /// - Throws: `SystemError` if they cannot be written.
  package func press(_ keys: String) throws(SystemError) {
    try own.write(Array(keys.utf8))
  }

  /// Changes the size, of which the program is told by a signal.
  ///
  /// - Throws: `SystemError` if stty(1) cannot be run.
  package func resize(columns: Int, rows: Int) async throws {
    var command = ChildCommand("stty", ["cols", "\(columns)", "rows", "\(rows)"])
    command.input = .descriptor(other.raw)
    _ = try await ChildProcess(command).wait()
  }

  /// The settings of the terminal, to be compared with later ones.
  ///
  /// - Throws: `SystemError` if they cannot be read.
  package func settings() throws(SystemError) -> [UInt32] {
    var settings = termios()
    try Errno.check("tcgetattr") { tcgetattr(other.raw, &settings) }
    let characters = withUnsafeBytes(of: settings.c_cc) { $0.map(UInt32.init) }
    return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag] + characters
  }

  /// Whether the terminal echoes its input.
  ///
  /// - Throws: `SystemError` if the settings cannot be read.
  package func showsInput() throws(SystemError) -> Bool {
    var settings = termios()
    try Errno.check("tcgetattr") { tcgetattr(other.raw, &settings) }
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while let count = try? buffer.withUnsafeMutableBytes({ try own.read(into: $0) }), count > 0 {
      seen += String(decoding: buffer[..<count], as: UTF8.self)
    }
    guard let text = waiting?.text, let found = take(text) else { return }
    end(with: found)
  }

  private func end(with found: String?) {
    waiting?.continuation.resume(returning: found)
    waiting = nil
  }

  private func take(_ text: String) -> String? {
    guard let range = seen.firstRange(of: text) else { return nil }
    let found = String(seen[..<range.upperBound])
    seen.removeSubrange(..<range.upperBound)
    return found
  }
}
