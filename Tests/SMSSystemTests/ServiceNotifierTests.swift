import Glibc
import SMSSystem
import TestSupport
import Testing

@Suite("Service notifier")
struct ServiceNotifierTests {
  @Test("states go to a socket in the file system", arguments: [false, true])
  func sends(isAbstract: Bool) throws {
    let temporary = try TemporaryDirectory()
    let name = temporary.path("notify")
    let receiver = try datagramSocket(isAbstract ? "\0" + name : name)
    let notifier = ServiceNotifier(
      environment: ["NOTIFY_SOCKET": isAbstract ? "@" + name : name]
    )
    #expect(notifier.isManaged)
    try notifier.ready(status: "2 queued\nline")
    #expect(try receive(receiver.raw) == "READY=1\nSTATUS=2 queued\\x0aline")
    try notifier.reloading(now: 7_000_999)
    #expect(try receive(receiver.raw) == "RELOADING=1\nMONOTONIC_USEC=7000")
    try notifier.status("idle")
    #expect(try receive(receiver.raw) == "STATUS=idle")
    try notifier.watchdog()
    #expect(try receive(receiver.raw) == "WATCHDOG=1")
    try notifier.stopping()
    #expect(try receive(receiver.raw) == "STOPPING=1")
  }

  @Test("without a manager nothing is sent", arguments: [[:], ["NOTIFY_SOCKET": "vsock:2:1"]])
  func isSilent(environment: [String: String]) throws {
    let notifier = ServiceNotifier(environment: environment)
    #expect(!notifier.isManaged)
    try notifier.ready()
  }

  @Test("a manager that is gone is an error")
  func reportsFailure() {
    let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": "/no/such/socket"])
    let error = #expect(throws: SystemError.self) { try notifier.ready() }
    #expect(error?.description == "sendto /no/such/socket: No such file or directory (ENOENT)")
  }

  struct Watchdog: CustomTestStringConvertible {
    let environment: [String: String]
    let interval: Int64?
    var testDescription: String { "\(environment)" }
  }

  @Test(
    "the watchdog's interval is read if it is meant for this process",
    arguments: [
      Watchdog(environment: [:], interval: nil),
      Watchdog(environment: ["WATCHDOG_USEC": "30000000"], interval: 30_000_000_000),
      Watchdog(environment: ["WATCHDOG_USEC": "5", "WATCHDOG_PID": "42"], interval: 5000),
      Watchdog(environment: ["WATCHDOG_USEC": "5", "WATCHDOG_PID": "43"], interval: nil),
      Watchdog(environment: ["WATCHDOG_USEC": "0"], interval: nil),
      Watchdog(environment: ["WATCHDOG_USEC": "soon"], interval: nil),
      Watchdog(environment: ["WATCHDOG_USEC": "9223372036854775807"], interval: nil),
    ]
  )
  func readsWatchdog(row: Watchdog) {
    let notifier = ServiceNotifier(environment: row.environment, process: 42)
    #expect(notifier.watchdogInterval == row.interval)
  }

  private func datagramSocket(_ name: String) throws(SystemError) -> FileDescriptor {
    let raw = try Errno.check("socket") { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0) }
    let receiver = FileDescriptor(owning: raw, path: "receiver")
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let length = socklen_t(2 + name.utf8.count)
    try Errno.check("bind") {
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(raw, $0, length) }
      }
    }
    return receiver
  }

  private func receive(_ raw: Int32) throws(SystemError) -> String {
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = try Errno.check("recv") { recv(raw, &bytes, bytes.count, 0) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
