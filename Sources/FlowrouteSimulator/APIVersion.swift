/// A version of the provider's messaging API; all share the account and its keys.
package enum APIVersion: Int, Sendable, CaseIterable {
  /// Flat requests with `body` (or `content`, as the official SDKs send), answered with 200.
  case v2
  /// Flat or JSON:API requests, answered with 202.
  case v21
  /// Like v2.1, but with numbers in full E.164 and a price in the answer.
  case v22

  /// The version as the provider writes it, such as `v2.1`.
  package var name: String {
    switch self {
    case .v2: "v2"
    case .v21: "v2.1"
    case .v22: "v2.2"
    }
  }

  /// The path that messages are sent to, such as `/v2.1/messages`.
  var messagesPath: String {
    switch self {
    case .v2: "/v2/messages"
    case .v21: "/v2.1/messages"
    case .v22: "/v2.2/messages"
    }
  }

  /// The status of an accepted message.
  var acceptedStatus: Int { self == .v2 ? 200 : 202 }
}
