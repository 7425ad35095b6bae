internal import CLibcurl

/// Where to reach a server: scheme, host and an optional path, without a trailing slash.
///
/// Plain HTTP is allowed only to a loopback address, since the keys are sent with every request.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
  /// The URL as text, such as `https://api.example.com`; paths are appended to it unchanged.
  package let text: String
  /// The host's name or address, without port and brackets.
  package let host: String
  /// True for https.
  package let isEncrypted: Bool

  package var description: String { text }

  /// Validates and normalises a URL.
  ///
  /// - Throws: `BaseURLError` if a part is missing or not allowed.
  package init(_ text: String) throws(BaseURLError) {
    guard let parts = curl_url() else { throw .malformed(reason: "out of memory") }
    defer { curl_url_cleanup(parts) }
    let code = curl_url_set(parts, CURLUPART_URL, text, 0)
    let port = Self.part(CURLUPART_PORT, of: parts).map { Int($0) }
    if code == CURLUE_BAD_PORT_NUMBER || port == 0 { throw .wrongPort }
    guard code == CURLUE_OK else {
      throw .malformed(reason: String(cString: curl_url_strerror(code)))
    }
    for (part, name) in Self.forbidden where Self.part(part, of: parts) != nil {
      throw .hasPart(name)
    }
    guard
      let scheme = Self.part(CURLUPART_SCHEME, of: parts),
      let host = Self.part(CURLUPART_HOST, of: parts),
      let normal = Self.part(CURLUPART_URL, of: parts)
    else { throw .malformed(reason: "scheme or host is missing") }
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    switch scheme {
    case "https": isEncrypted = true
    case "http" where bare == "localhost" || Self.isLoopback(address: bare): isEncrypted = false
    case "http": throw .notEncrypted
    default: throw .wrongScheme
    }
    self.host = bare
    self.text = normal.hasSuffix("/") ? String(normal.dropLast()) : normal
  }

  /// Whether a numeric address is a loopback address: 127.0.0.0/8 (RFC 1122) or ::1 (RFC 4291).
  static func isLoopback(address: String) -> Bool {
    if address == "::1" { return true }
    let octets = address.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
  }

  /// Parts that a base URL must not have: keys have their own files, the rest belongs to each
  /// request.
  private static let forbidden: [(CURLUPart, String)] = [
    (CURLUPART_USER, "a user name"), (CURLUPART_PASSWORD, "a password"),
    (CURLUPART_QUERY, "a query"), (CURLUPART_FRAGMENT, "a fragment"),
  ]

  private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &value, 0) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }
}

/// Why a base URL is not accepted.
package enum BaseURLError: Error, Hashable, CustomStringConvertible {
  /// Not a URL, with libcurl's reason.
  case malformed(reason: String)
  /// The port is out of range.
  case wrongPort
  /// It contains a part that is not allowed, such as a password.
  case hasPart(String)
  /// The scheme is neither https nor http.
  case wrongScheme
  /// Plain HTTP to a host that is not this machine.
  case notEncrypted

  package var description: String {
    switch self {
    case .malformed(let reason): "must be a URL (\(reason))"
    case .wrongPort: "must have a port from 1 to 65535, or none"
    case .hasPart(let part): "must not contain \(part)"
    case .wrongScheme: "must begin with https://"
    case .notEncrypted: "must begin with https:// (plain http only to a loopback address)"
    }
  }
}
