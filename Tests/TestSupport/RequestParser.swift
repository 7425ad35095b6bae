/// Finds the first complete HTTP request in received bytes; only as strict as tests need.
enum RequestParser {
  /// A request and its length in bytes.
  struct Request {
    let head: String
    let body: [UInt8]
    let length: Int
  }

  /// The first request; nil if it is incomplete.
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

  /// The length of the head, including the empty line.
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
