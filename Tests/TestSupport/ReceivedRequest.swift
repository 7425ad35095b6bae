/// An HTTP request as received by a scripted server.
package struct ReceivedRequest: Equatable, Sendable {
  /// The number of its connection, from 0.
  package let connection: Int

  /// The request line and headers, without the empty line.
  package let head: String

  /// The body.
  package let body: [UInt8]

  /// The request line, such as `POST /v2.1/messages HTTP/1.1`.
  package var line: String {
    head.components("\r\n").first.map { String($0) } ?? ""
  }

  /// The value of a header, without blanks before it; names are compared ignoring case.
  package func header(_ name: String) -> String? {
    for line in head.components("\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == name.lowercased() {
        return String(parts[1].drop { $0 == " " })
      }
    }
    return nil
  }
}

extension String {
  /// The parts between line ends; Swift treats CR LF as one character.
  fileprivate func components(_ separator: Character) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
