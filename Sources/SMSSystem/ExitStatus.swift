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
