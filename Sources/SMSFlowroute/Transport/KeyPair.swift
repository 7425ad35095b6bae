internal import FoundationEssentials

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
