internal import CLinux
internal import Glibc

/// Reports the daemon's state to the service manager (sd_notify(3)).
///
/// It sends datagrams to the socket named in the environment; without one, nothing is sent.
package struct ServiceNotifier: Sendable {
  /// The socket's address: a path, or a NUL and an abstract name; nil without a manager.
  private let address: [UInt8]?

  /// The longest time between two `watchdog` calls, in nanoseconds; nil if no watchdog is set.
  ///
  /// When it passes, the manager kills the service; call twice as often (sd_watchdog_enabled(3)).
  package let watchdogInterval: Int64?

  /// Reads the manager's settings from the environment.
  ///
  /// - Parameters:
  ///   - environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are read.
  ///   - process: This process's id; a watchdog for another process is ignored.
  package init(
    environment: [String: String] = Environment.all(),
    process: Int32 = CurrentProcess.identifier
  ) {
    address = environment["NOTIFY_SOCKET"].flatMap(ServiceNotifier.parse)
    let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    let nanoseconds = microseconds.multipliedReportingOverflow(by: 1000)
    let isUsable = isOurs && microseconds > 0 && !nanoseconds.overflow
    watchdogInterval = isUsable ? nanoseconds.partialValue : nil
  }

  /// Whether there is a service manager.
  package var isManaged: Bool { address != nil }

  /// Sends assignments, such as `READY=1`, in one datagram.
  ///
  /// - Parameter assignments: `NAME=value` each, without a newline.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func send(_ assignments: [String]) throws(SystemError) {
    guard let address else {
      return
    }
    let message = Array(assignments.joined(separator: "\n").utf8)
    let raw = try Errno.check("socket") {
      socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    let channel = FileDescriptor(owning: raw, path: String(escaping: address))
    var name = UnixAddress.make(address)
    let number = channel.raw
    try Errno.check("sendto", channel.path) {
      withUnsafePointer(to: &name.address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(number, message, message.count, Int32(MSG_NOSIGNAL), $0, name.length)
        }
      }
    }
  }

  /// The bytes of an address in the manager's notation; nil if it is of another kind.
  private static func parse(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard bytes.count > 1, bytes.count < UnixAddress.capacity else {
      return nil
    }
    switch bytes[0] {
    case UInt8(ascii: "/"): return bytes
    case UInt8(ascii: "@"): return [0] + bytes.dropFirst()
    default: return nil
    }
  }
}

/// The states of a service that systemd knows.
extension ServiceNotifier {
  /// The service is up, or has finished a reload.
  ///
  /// - Parameter status: A line for `systemctl status`.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func ready(status: String? = nil) throws(SystemError) {
    try send(["READY=1"] + line(status))
  }

  /// The configuration is being reloaded, until `ready`.
  ///
  /// - Parameter now: Nanoseconds of the monotonic clock.
  /// - Throws: `SystemError` if the manager cannot be reached.
  package func reloading(now: Int64 = Clocks.monotonic) throws(SystemError) {
    try send(["RELOADING=1", "MONOTONIC_USEC=\(now / 1000)"])
  }

  /// The service is shutting down.
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

  /// The current start, reload or stop takes longer than the unit allows.
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
