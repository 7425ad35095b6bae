/// The account's key pair, as used in Basic authentication (RFC 7617).
package struct Credentials: Sendable, Equatable {
  /// The access key: the user name.
  package internal(set) var accessKey: String

  /// The secret key: the password.
  package internal(set) var secretKey: String

  package init(accessKey: String, secretKey: String) {
    self.accessKey = accessKey
    self.secretKey = secretKey
  }

  /// The demo's pair: it looks like a real one, but only this simulator accepts it.
  package static let demo = Credentials(
    accessKey: "12065550",
    secretKey: "demo0secret0key0of0the0simulator"
  )

  /// The `Authorization` header.
  var header: String {
    "Basic " + Base64.encode(Array("\(accessKey):\(secretKey)".utf8))
  }
}

extension Credentials: CustomStringConvertible {
  /// Redacted: the secret key is never shown.
  package var description: String { "Credentials(\(accessKey), •••)" }
}
