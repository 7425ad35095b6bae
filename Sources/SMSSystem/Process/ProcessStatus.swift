/// The kernel's status of a running process (proc_pid_stat(5)).
package struct ProcessStatus: Equatable, Sendable {
  /// The program's name, truncated to 15 bytes.
  package let name: String

  /// When it started, in clock ticks since boot; with its id, this identifies a process of this
  /// boot.
  package let startTicks: Int64

  /// Whether it was stopped by SIGSTOP or a debugger, and does nothing until it is continued.
  package let isStopped: Bool

  /// nil if there is no such process, or only its exit status is left.
  package init?(of process: Int32) {
    guard let file = try? FileDescriptor(opening: "/proc/\(process)/stat"),
      let bytes = try? file.read(upTo: 4096)
    else { return nil }
    self.init(line: String(decoding: bytes, as: UTF8.self))
  }

  /// Parses the line; the name in it may contain blanks and parentheses.
  init?(line: String) {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    // Fields 3 and 22 of the line.
    guard fields.count > 19, let state = fields.first, let ticks = Int64(fields[19]),
      !["Z", "X", "x"].contains(state)
    else { return nil }
    name = String(line[line.index(after: open)..<close])
    startTicks = ticks
    isStopped = state == "T" || state == "t"
  }
}

/// How a process ended.
package enum ExitStatus: Equatable, Sendable {
  /// It exited with a status from 0 to 255.
  case exited(Int32)

  /// A signal terminated it.
  case signaled(Signal)

  /// Decodes the kernel's form (wait(2)): the signal in 7 bits, the status in the byte above.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self =
      signal == 0 ? .exited((waitStatus >> 8) & 0xFF) : .signaled(Signal(rawValue: signal))
  }
}
