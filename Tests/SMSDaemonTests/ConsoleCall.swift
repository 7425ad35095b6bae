import SMSSystem
import TestSupport

/// One request to a console, and its answer.
struct ConsoleCall: Equatable {
  let status: Int
  let head: String
  let body: String

  struct NoAnswer: Error {}

  /// Asks over the network, on 127.0.0.1.
  static func get(
    _ path: String,
    port: UInt16,
    headers: String = ""
  ) async throws -> ConsoleCall {
    try await ask(path, "127.0.0.1:\(port)", headers) {
      try FileDescriptor.connected(toLoopback: port, patience: 20)
    }
  }

  /// Asks at a local socket.
  static func get(
    _ path: String,
    socket: String,
    headers: String = ""
  ) async throws -> ConsoleCall {
    try await ask(path, "localhost", headers) {
      try LocalSocket.connected(to: socket, patience: 20)
    }
  }

  /// Posts a body at a local socket, as HTTP/1.0: the answer is not chunked.
  static func post(_ path: String, _ body: [UInt8], socket: String) async throws -> ConsoleCall {
    let request = postRequest(path, body)
    return try await ask(request) { try LocalSocket.connected(to: socket, patience: 20) }
  }

  /// The bytes of a post.
  static func postRequest(_ path: String, _ body: [UInt8]) -> [UInt8] {
    let head = "POST \(path) HTTP/1.0\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }

  /// Sends a request as it is, on 127.0.0.1, and reads until the connection ends.
  static func send(_ request: String, port: UInt16) async throws -> ConsoleCall {
    try await ask(Array(request.utf8)) {
      try FileDescriptor.connected(toLoopback: port, patience: 60)
    }
  }

  /// The value of a header of the answer; nil without one.
  func header(_ name: String) -> String? {
    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }

  /// Asks at a URL of this machine, such as `http://127.0.0.1:8027`.
  static func get(_ path: String, at url: String, headers: String = "") async throws -> ConsoleCall
  {
    guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw NoAnswer()
    }
    return try await get(path, port: port, headers: headers)
  }

  private static func ask(
    _ path: String,
    _ host: String,
    _ headers: String,
    _ connect: @escaping @Sendable () throws -> FileDescriptor
  ) async throws -> ConsoleCall {
    let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(headers)\r\n"
    return try await ask(Array(request.utf8), connect)
  }

  private static func ask(
    _ request: [UInt8],
    _ connect: @escaping @Sendable () throws -> FileDescriptor
  ) async throws -> ConsoleCall {
    let result: Result<[UInt8], any Error> = await withCheckedContinuation { continuation in
      BlockingThread.run {
        continuation.resume(
          returning: Result {
            let connection = try connect()
            try connection.write(request)
            return try connection.read(upTo: 1 << 20)
          }
        )
      }
    }
    let text = String(decoding: try result.get(), as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { throw NoAnswer() }
    let head = text[..<end.lowerBound]
    return ConsoleCall(
      status: head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0,
      head: String(head),
      body: String(text[end.upperBound...])
    )
  }
}
