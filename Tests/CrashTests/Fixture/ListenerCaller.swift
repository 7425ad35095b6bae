import SMSSystem
import TestSupport

/// One connection from the provider to the daemon's listener, which ends with the daemon.
struct ListenerCaller: Sendable {
  let port: UInt16
  let token: String

  /// Makes one call after another, until there are none or the connection breaks.
  func run(_ calls: InboxCalls) async {
    await withCheckedContinuation { continuation in
      BlockingThread.run {
        if let socket = try? FileDescriptor.connected(toLoopback: port, patience: 20) {
          work(calls, socket)
        }
        continuation.resume()
      }
    }
  }

  private func work(_ calls: InboxCalls, _ socket: borrowing FileDescriptor) {
    while let call = calls.next() {
      let status = try? answer(to: call, socket)
      calls.ended(call, status: status)
      guard status == 200 else { return }
    }
  }

  /// The status of the answer; none of these answers has a body.
  private func answer(
    to call: InboxCalls.Call,
    _ socket: borrowing FileDescriptor
  ) throws -> Int? {
    let request = """
      POST /flowroute/\(token)/\(call.hook) HTTP/1.1\r
      Host: 127.0.0.1\r
      Content-Type: application/json\r
      Content-Length: \(call.body.utf8.count)\r
      \r
      \(call.body)
      """
    try socket.write(Array(request.utf8))
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = try buffer.withUnsafeMutableBytes { try socket.read(into: $0) }
      guard count > 0 else { return nil }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first
      .flatMap { Int($0) }
  }
}
