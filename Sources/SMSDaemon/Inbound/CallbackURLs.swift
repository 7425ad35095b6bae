internal import SMSCore
package import SMSSecrets

/// Where the provider is to call us.
package struct CallbackURLs: Sendable {
  private let base: String
  private let token: CallbackToken

  /// - Parameters:
  ///   - listener: What the configuration says of the listener.
  ///   - port: The port that it listens on, where the configuration names none in public.
  ///   - token: The secret part.
  package init(_ listener: Configuration.Listener, port: UInt16, token: CallbackToken) {
    let host = listener.address.contains(":") ? "[\(listener.address)]" : listener.address
    base = listener.publicURL ?? "http://\(host):\(port)"
    self.token = token
  }

  /// For delivery receipts.
  package var receipts: String { "\(base)/\(Composition.provider.name)/\(token.text)/receipt" }

  /// For texts that people send.
  package var messages: String { "\(base)/\(Composition.provider.name)/\(token.text)/message" }
}
