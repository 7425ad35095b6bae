internal import Glibc
package import SMSSystem

/// A substitute for the service manager's socket (sd_notify(3)), which collects the notifications.
package final class NotifySocket: Sendable {
  /// The value for `NOTIFY_SOCKET`.
  package let name: String
  private let told = Mailbox<String>()

  /// Binds the socket; the thread that reads from it ends with the process.
  ///
  /// - Parameter directory: The directory for the socket.
  /// - Throws: `SystemError` if it cannot be bound.
  package init(in directory: TemporaryDirectory) throws(SystemError) {
    name = directory.path("notify")
    let raw = try Errno.check("socket") { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let length = socklen_t(2 + name.utf8.count)
    try Errno.check("bind") {
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(raw, $0, length) }
      }
    }
    let told = told
    BlockingThread.run {
      var bytes = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(raw, &bytes, bytes.count, 0)
        guard count > 0 else { continue }
        told.send(String(decoding: bytes.prefix(count), as: UTF8.self))
      }
    }
  }

  /// The next notification.
  ///
  /// - Throws: `Mailbox.TimedOut` if there is none in time.
  package func next() async throws -> String { try await told.next() }

  /// The next STATUS= that meets a condition, skipping all before it.
  ///
  /// - Throws: `Mailbox.TimedOut` if there is none in time.
  package func status(where isReached: (String) -> Bool) async throws -> String {
    while true {
      for line in try await told.next().split(separator: "\n") where line.hasPrefix("STATUS=") {
        let text = String(line.dropFirst("STATUS=".count))
        if isReached(text) { return text }
      }
    }
  }
}
