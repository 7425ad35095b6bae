import FoundationEssentials

/// The raw reply to a request.
struct Reply {
  let status: Int?
  /// By lower-case name.
  let headers: [String: String]
  let body: String
  let end: RawConnection.End

  init(_ bytes: [UInt8], _ end: RawConnection.End) {
    self.end = end
    guard let length = Self.headLength(bytes) else {
      status = nil
      headers = [:]
      body = String(decoding: bytes, as: UTF8.self)
      return
    }
    let lines = String(decoding: bytes.prefix(length - 4), as: UTF8.self).split(separator: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ")[1]) }
    headers = Self.headers(lines.dropFirst())
    body = String(decoding: bytes.dropFirst(length), as: UTF8.self)
  }

  /// The length of the first complete reply in `bytes`; nil if it is incomplete.
  static func length(_ bytes: [UInt8]) -> Int? {
    guard let head = headLength(bytes) else { return nil }
    let lines = String(decoding: bytes.prefix(head), as: UTF8.self).split(separator: "\r\n")
    let total = head + (Int(headers(lines.dropFirst())["content-length"] ?? "0") ?? 0)
    return bytes.count >= total ? total : nil
  }

  /// The body as JSON.
  var json: JSONTree? { try? JSONDecoder().decode(JSONTree.self, from: Data(body.utf8)) }

  private static func headLength(_ bytes: [UInt8]) -> Int? {
    let end = Array("\r\n\r\n".utf8)
    return bytes.indices.dropLast(3).first { Array(bytes[$0..<$0 + 4]) == end }.map { $0 + 4 }
  }

  private static func headers(_ lines: ArraySlice<Substring>) -> [String: String] {
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    return headers
  }
}
