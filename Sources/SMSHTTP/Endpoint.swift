internal import FoundationEssentials
package import SMSCore

/// Where and how the requests of one channel are sent.
package struct Endpoint: Hashable, Sendable {
  /// Scheme, host and path before the path of every request: `https://api.example.com`.
  package var base: BaseURL
  /// Sent with every request, and only to this host.
  package var keys: KeyPair
  /// The absolute path of CA certificates in PEM, used instead of the system's; nil for the
  /// system's.
  package var caFile: String?
  /// The URL of an HTTP proxy, or nil; proxies from the environment are never used.
  package var proxy: String?
  /// How long a transfer may take, from connecting to the last byte.
  package var timeout: Interval
  /// How long name lookup, connection and TLS handshake may take together.
  package var connectTimeout: Interval

  /// Connecting gets at most 10 s of the timeout: a host that has not answered by then is down, and
  /// nothing has been sent, so waiting longer would only delay other requests.
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

/// An access key and a secret key, as the value of the `Authorization` header.
///
/// All its descriptions are redacted, so that no log line or error can reveal a key.
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
