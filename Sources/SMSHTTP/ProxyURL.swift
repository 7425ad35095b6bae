internal import CLibcurl

/// The address of a proxy in libcurl's syntax: `[scheme://]host[:port]`.
package enum ProxyURL {
  private static let schemes: Set<String> = [
    "http", "https", "socks4", "socks4a", "socks5", "socks5h",
  ]

  /// The rule that a text violates, to be put after the member's name; nil if it may be a proxy.
  package static func fault(of text: String) -> String? {
    guard !text.utf8.contains(0) else { return "must not hold the character U+0000" }
    guard let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    let whole = text.contains("://") ? text : "http://\(text)"
    let code = curl_url_set(parts, CURLUPART_URL, whole, UInt32(CURLU_NON_SUPPORT_SCHEME))
    let port = part(CURLUPART_PORT, of: parts).map { Int($0) }
    if port == 0 || code == CURLUE_BAD_PORT_NUMBER && endsInDigits(text) {
      return "must have a port from 1 to 65535"
    }
    guard code == CURLUE_OK, let host = part(CURLUPART_HOST, of: parts), !host.isEmpty else {
      return "must be a proxy's address"
    }
    guard let scheme = part(CURLUPART_SCHEME, of: parts), schemes.contains(scheme) else {
      return "must have one of the schemes \(schemes.sorted().joined(separator: ", "))"
    }
    return nil
  }

  /// Whether the part after the last colon is meant as a port.
  private static func endsInDigits(_ text: String) -> Bool {
    let end = text.utf8.reversed().prefix { $0 != UInt8(ascii: ":") }
    return !end.isEmpty && end.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &value, 0) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }
}
