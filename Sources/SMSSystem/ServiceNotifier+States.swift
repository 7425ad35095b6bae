/// The states a service can be in, as systemd knows them.
extension ServiceNotifier {
  /// The service is up, or done with a reload.
  ///
  /// - Parameter status: A line for `systemctl status`.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func ready(status: String? = nil) throws(SystemError) {
    try send(["READY=1"] + line(status))
  }

  /// The configuration is being read again; `ready` ends that.
  ///
  /// - Parameter now: Nanoseconds of the monotonic clock.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func reloading(now: Int64 = Clocks.monotonic) throws(SystemError) {
    try send(["RELOADING=1", "MONOTONIC_USEC=\(now / 1000)"])
  }

  /// The service is going down.
  ///
  /// - Parameter status: A line for `systemctl status`.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func stopping(status: String? = nil) throws(SystemError) {
    try send(["STOPPING=1"] + line(status))
  }

  /// A line for `systemctl status`.
  ///
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func status(_ text: String) throws(SystemError) {
    try send(line(text))
  }

  /// The start, reload or stop that is under way takes longer than the unit allows.
  ///
  /// - Parameter nanoseconds: How much longer, from now.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func extendTimeout(by nanoseconds: Int64) throws(SystemError) {
    try send(["EXTEND_TIMEOUT_USEC=\(nanoseconds / 1000)"])
  }

  /// The service still works; see `watchdogInterval`.
  ///
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func watchdog() throws(SystemError) {
    try send(["WATCHDOG=1"])
  }

  private func line(_ status: String?) -> [String] {
    status.map { ["STATUS=\(String(escaping: $0))"] } ?? []
  }
}
