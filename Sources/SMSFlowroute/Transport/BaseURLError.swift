/// Why a text is no acceptable base URL.
package enum BaseURLError: Error, Hashable, CustomStringConvertible {
  /// It is no URL at all; libcurl's reason.
  case malformed(reason: String)
  /// It carries a part that does not belong there, such as a password.
  case hasPart(String)
  /// The scheme is neither https nor http.
  case wrongScheme
  /// Plain http to a host that is not this machine.
  case notEncrypted

  package var description: String {
    switch self {
    case .malformed(let reason): "must be a URL (\(reason))"
    case .hasPart(let part): "must not contain \(part)"
    case .wrongScheme: "must begin with https://"
    case .notEncrypted: "must begin with https:// (plain http only to a loopback address)"
    }
  }
}
