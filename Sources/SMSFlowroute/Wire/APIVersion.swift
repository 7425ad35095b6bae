internal import SMSCore

/// A version of Flowroute's messaging API; the raw value is its word in configuration and URLs.
///
/// | version | id in the answer | numbers |
/// |---|---|---|
/// | v2 | `mdr1-…` with 200 | eleven digits |
/// | v2.1 | `mdr2-…` with 202 | eleven digits |
/// | v2.2 | `mdr2-…` with 202 | `+` and eleven digits |
///
/// Source: developer.flowroute.com/api/messages, versions 2.0, 2.1 and 2.2.
package enum APIVersion: String, CaseIterable, Hashable, Sendable {
  case v2 = "v2"
  case v2dot1 = "v2.1"
  case v2dot2 = "v2.2"

  /// Sent to, listed from: appended to the account's `base_url`.
  var messagesPath: String { "/\(rawValue)/messages" }

  /// A number as this version's documents write it.
  func text(of number: PhoneNumber) -> String {
    switch self {
    case .v2, .v2dot1: number.digits
    case .v2dot2: "+" + number.digits
    }
  }
}
