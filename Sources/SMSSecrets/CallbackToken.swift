package import SMSSystem

/// The secret part of the URLs that the provider calls: 32 random bytes as base64url.
///
/// The provider signs nothing, so anyone who knows the URL can call it.
package struct CallbackToken: Sendable {
  /// The number of random bytes.
  static let length = 32
  /// The number of characters in base64url without padding.
  package static let textLength = 43
  /// The token's file in the state directory, unless `listener.token_file` names another.
  package static let fileName: FileName = "callback-token"

  /// The token as it appears in URLs.
  package let text: String

  /// Makes a new token.
  ///
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  package static func make() throws(SystemError) -> CallbackToken {
    CallbackToken(text: Base64URL.text(of: try Randomness.bytes(length)))
  }

  private init(text: String) {
    self.text = text
  }

  /// Parses the content of a token's file, without a newline; nil if it is not a token.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.textLength, bytes.allSatisfy(Base64URL.isDigit) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the bytes are this token; takes equally long for all inputs of its length.
  package func matches(_ bytes: [UInt8]) -> Bool {
    ConstantTime.equal(bytes, Array(text.utf8))
  }
}

extension CallbackToken: CustomStringConvertible {
  /// Redacted, so that no log shows it.
  package var description: String { "<token>" }
}
