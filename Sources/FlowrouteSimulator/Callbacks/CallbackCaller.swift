internal import SMSSystem

/// Makes one call after another on a persistent connection, blocking its own queue.
actor CallbackCaller: QueueActor {
  /// How long to wait for an answer, in seconds.
  private static let patience = 10
  /// The longest head of an answer in bytes.
  private static let longestHead = 16_384

  nonisolated let executor = QueueExecutor(label: "simulator-callbacks")

  private var connection: Connection?

  /// Makes a call.
  ///
  /// - Returns: The status of the answer; nil if there was none.
  func call(_ callback: Callback) -> Int? {
    // The other side may have closed a persistent connection meanwhile.
    if let kept = connection, kept.host == callback.target.host,
      let status = exchange(callback, on: kept)
    {
      return status
    }
    connection = Connection(callback.target)
    return connection.flatMap { exchange(callback, on: $0) }
  }

  private func exchange(_ callback: Callback, on connection: Connection) -> Int? {
    let head = """
      POST \(callback.target.path) HTTP/1.1\r
      Host: \(callback.target.host)\r
      User-Agent: Go-http-client/1.1\r
      Content-Type: application/json\r
      Content-Length: \(callback.body.count)\r
      Accept-Encoding: gzip\r
      \r\n
      """
    guard (try? connection.descriptor.write(Array(head.utf8) + callback.body)) != nil,
      let answer = readHead(connection)
    else {
      self.connection = nil
      return nil
    }
    // The body of an answer is not read: the next call uses a new connection.
    if !answer.lowercased().contains("content-length: 0") { self.connection = nil }
    let words = answer.split(separator: " ", maxSplits: 2)
    return words.count > 1 ? Int(words[1]) : nil
  }

  private func readHead(_ connection: Connection) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < Self.longestHead {
      let count = buffer.withUnsafeMutableBytes { try? connection.descriptor.read(into: $0) }
      guard let count, count > 0 else { return nil }
      bytes.append(contentsOf: buffer.prefix(count))
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains("\r\n\r\n") { return text }
    }
    return nil
  }

  private final class Connection {
    let host: String
    let descriptor: FileDescriptor

    init?(_ target: CallbackTarget) {
      guard
        let descriptor = try? FileDescriptor.connected(
          toLoopback: target.port,
          isIPv6: target.isIPv6,
          patience: CallbackCaller.patience
        )
      else { return nil }
      host = target.host
      self.descriptor = descriptor
    }
  }
}
