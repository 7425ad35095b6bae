internal import FoundationEssentials
package import SMSCore

/// Where and how the requests of one channel travel.
package struct Endpoint: Hashable, Sendable {
  /// Scheme, host and path in front of every request, `https://api.example.com`.
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
  /// and nothing has left, so that waiting longer only holds up what comes next.
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

/// An access key and a secret key, as the header value that carries them.
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
