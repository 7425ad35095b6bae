package import SMSCore
package import SMSSecrets

/// The URLs that the provider is to call.
package struct CallbackURLs: Sendable {
  private let base: String
  private let token: CallbackToken
  /// Whether others reach the listener at a configured address.
  private let isPublic: Bool

  /// - Parameters:
  ///   - listener: Its part of the configuration.
  ///   - port: The port that it listens on, used if no public URL is configured.
  ///   - token: The secret part of the URLs.
  package init(_ listener: Configuration.Listener, port: UInt16, token: CallbackToken) {
    let host = listener.address.contains(":") ? "[\(listener.address)]" : listener.address
    base = listener.publicURL ?? "http://\(host):\(port)"
    isPublic = listener.publicURL != nil
    self.token = token
  }

  /// The URL for a setting of the account.
  package func url(for callback: AccountCallback) -> String {
    switch callback {
    case .messages, .pictures: messages
    case .receipts: receipts
    }
  }

  /// For delivery receipts.
  package var receipts: String { "\(base)/\(Composition.provider.name)/\(token.text)/receipt" }

  /// The beginning of the addresses of messages' files; nil if the provider cannot fetch them.
  package var media: String? {
    isPublic ? "\(base)/\(Composition.provider.name)/media" : nil
  }

  /// For texts that people send to us.
  package var messages: String { "\(base)/\(Composition.provider.name)/\(token.text)/message" }
}
