/// Finds the first whole HTTP request in bytes that came; for tests, and no stricter than they need.
enum RequestParser {
  /// A request, and how many bytes it took.
  struct Request {
    let head: String
    let body: [UInt8]
    let length: Int
  }

  /// The first request, or nil while it is not complete.
  static func parse(_ bytes: ArraySlice<UInt8>) -> Request? {
    guard let headLength = endOfHead(bytes) else {
      return nil
    }
    let head = String(decoding: bytes.prefix(headLength - 4), as: UTF8.self)
    let length = headLength + contentLength(head)
    guard bytes.count >= length else {
      return nil
    }
    let body = Array(bytes.prefix(length).dropFirst(headLength))
    return Request(head: head, body: body, length: length)
  }

  /// How many bytes the head takes, the empty line included.
  private static func endOfHead(_ bytes: ArraySlice<UInt8>) -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    for start in bytes.indices where bytes[start...].starts(with: mark) {
      return start - bytes.startIndex + mark.count
    }
    return nil
  }

  private static func contentLength(_ head: String) -> Int {
    let request = ReceivedRequest(connection: 0, head: head, body: [])
    return request.header("Content-Length").flatMap { Int($0) } ?? 0
  }
}
