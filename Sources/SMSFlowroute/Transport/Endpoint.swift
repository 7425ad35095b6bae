internal import CLibcurl
internal import FoundationEssentials
package import SMSCore

/// Where and how the requests of one account travel.
package struct Endpoint: Hashable, Sendable {
  /// Scheme, host and path in front of every call, `https://api.flowroute.com`.
  package var base: BaseURL
  /// Sent with every request, to this host only.
  package var keys: KeyPair
  /// CA certificates in PEM instead of the system's, an absolute path.
  package var caFile: String?
  /// An HTTP proxy's URL; the environment's proxies are never used.
  package var proxy: String?
  /// How long a transfer may take from its first connection to its last byte.
  package var timeout: Interval
  /// How long the name lookup, the connection and the TLS handshake may take together.
  package var connectTimeout: Interval

  /// The connection gets at most 10 s of the whole: a host that has not answered by then is down,
  /// and nothing has left, so that waiting longer only holds up the account.
  package init(
    base: BaseURL,
    keys: KeyPair,
    caFile: String? = nil,
    proxy: String? = nil,
    timeout: Interval = Interval(seconds: 30),
    connectTimeout: Interval? = nil
  ) {
    self.base = base
    self.keys = keys
    self.caFile = caFile
    self.proxy = proxy
    self.timeout = timeout
    self.connectTimeout = connectTimeout ?? min(Interval(seconds: 10), timeout)
  }
}

/// The access key and secret key of an account, as the header value that carries them.
///
/// Every description of it is redacted, so that no log line or error can show a key.
package struct KeyPair: Hashable, Sendable {
  /// `Basic …` (RFC 7617).
  let authorization: String

  package init(accessKey: String, secretKey: String) {
    authorization = "Basic " + Data("\(accessKey):\(secretKey)".utf8).base64EncodedString()
  }
}

extension KeyPair: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "••••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// An endpoint together with the one who hears what becomes of its transfers.
///
/// A new configuration of an account is a new line; connections are not shared between lines'
/// handles unless libcurl finds them alike in host, proxy and certificates.
package final class Line: Sendable {
  package let endpoint: Endpoint
  /// Called on the transport's queue, at most once per turn, with all that happened in it.
  package let deliver: @Sendable ([TransportEvent]) -> Void

  package init(
    endpoint: Endpoint,
    deliver: @escaping @Sendable ([TransportEvent]) -> Void
  ) {
    self.endpoint = endpoint
    self.deliver = deliver
  }
}

/// The `proxy` of an account, as libcurl takes it: `[scheme://]host[:port]`.
package enum ProxyURL {
  private static let schemes: Set<String> = [
    "http", "https", "socks4", "socks4a", "socks5", "socks5h",
  ]

  /// The rule that a text breaks, to follow the name of the member; nil if it can be a proxy.
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

  /// Whether what follows the last colon is meant as a port.
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
