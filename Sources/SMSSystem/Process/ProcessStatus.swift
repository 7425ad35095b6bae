/// What the kernel says of a process that is there (proc_pid_stat(5)).
package struct ProcessStatus: Equatable, Sendable {
  /// The program's name, cut off after 15 bytes.
  package let name: String

  /// When it started, in clock ticks since the boot: with its id, which process of this boot it is.
  package let startTicks: Int64

  /// Whether SIGSTOP or a debugger holds it: it does nothing until it is continued.
  package let isStopped: Bool

  /// Looks at a process; nil if there is none, or only its exit status is left.
  package init?(of process: Int32) {
    guard let file = try? FileDescriptor(opening: "/proc/\(process)/stat"),
      let bytes = try? file.read(upTo: 4096)
    else { return nil }
    self.init(line: String(decoding: bytes, as: UTF8.self))
  }

  /// Reads the line; the name in it may hold blanks and parentheses.
  init?(line: String) {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    // The third and the 22nd of the line.
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
  /// It exited with a status of 0 to 255.
  case exited(Int32)

  /// A signal ended it.
  case signaled(Signal)

  /// Reads the kernel's form (wait(2)): the signal in 7 bits, the status in the byte above.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self =
      signal == 0 ? .exited((waitStatus >> 8) & 0xFF) : .signaled(Signal(rawValue: signal))
  }
}
