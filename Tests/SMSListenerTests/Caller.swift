import SMSSystem

/// A connection to a listener that writes bytes as they are, blocking on a queue of its own.
actor Caller {
  struct Answer: Equatable {
    var status: Int
    var head: String
    var body: String
  }

  nonisolated let executor = QueueExecutor(label: "caller")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let socket: FileDescriptor
  private var unread: [UInt8] = []

  init(port: UInt16) throws {
    socket = try FileDescriptor.connected(toLoopback: port, patience: 20)
  }

  /// The bytes of a call.
  static func request(
    _ method: String,
    _ path: String,
    body: String? = nil,
    contentType: String? = "application/json",
    headers: String = ""
  ) -> String {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)"
    if let contentType, body != nil { head += "Content-Type: \(contentType)\r\n" }
    if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
    return head + "\r\n" + (body ?? "")
  }

  /// Makes one call on a connection of its own.
  static func call(_ port: UInt16, _ request: String) async throws -> Answer? {
    let caller = try Caller(port: port)
    try await caller.write(request)
    return await caller.answer()
  }

  func write(_ text: String) throws {
    try socket.write(text.utf8)
  }

  /// The next answer; nil if the connection ends first.
  func answer() -> Answer? {
    while true {
      if let answer = takeAnswer() { return answer }
      guard receive() else { return nil }
    }
  }

  /// Whether the other side ends the connection without a further byte.
  func isEnded() -> Bool {
    while receive() {}
    return unread.isEmpty
  }

  private func takeAnswer() -> Answer? {
    let text = String(decoding: unread, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let head = String(text[..<end.lowerBound])
    let length =
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    let total = head.utf8.count + 4 + length
    guard unread.count >= total else { return nil }
    let body = String(decoding: unread[(head.utf8.count + 4)..<total], as: UTF8.self)
    unread.removeFirst(total)
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Answer(status: status, head: head, body: body)
  }

  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { try? socket.read(into: $0) } ?? 0
    unread.append(contentsOf: buffer.prefix(count))
    return count > 0
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<String.Index>? {
    firstRange(of: part)
  }
}
