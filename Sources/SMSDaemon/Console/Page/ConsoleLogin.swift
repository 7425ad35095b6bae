internal import SMSCore
package import SMSJSON

/// An address with a login to the operators' page, as the daemon gives it at the console's socket:
/// the answer to `POST /v1/login`.
///
/// ```json
/// {"address": "http://127.0.0.1:8027/login/…", "rights": "act", "port": 8027}
/// ```
package struct ConsoleLogin: Equatable, Sendable {
  /// Where browsers find the page.
  package enum Place: Equatable, Sendable {
    /// Only on this machine.
    case local(String, port: UInt16)
    /// Through a proxy with TLS.
    case proxy(String)

    var url: String {
      switch self {
      case .local(let url, _), .proxy(let url): url
      }
    }
  }

  /// What a browser opens; good once, for `seconds`.
  package var address: String
  package var rights: ConsoleRights
  /// The port of this machine; nil if a proxy passes requests on.
  package var port: UInt16?

  /// How long the address is good.
  package static let seconds = PendingLogins.life.wholeMilliseconds / 1_000

  init(_ place: Place, token: String, rights: ConsoleRights) {
    address = "\(place.url)\(PageAddresses.logins)\(token)"
    self.rights = rights
    if case .local(_, let port) = place { self.port = port }
  }

  /// Reads what the daemon answered; nil for anything else.
  package init?(_ body: [UInt8]) {
    guard let object = (try? JSONParser.parseWritten(body))?.object,
      let address = object["address"]?.string,
      let rights = object["rights"]?.string.flatMap(ConsoleRights.init)
    else { return nil }
    self.address = address
    self.rights = rights
    port = object["port"]?.number?.int64.flatMap { UInt16(exactly: $0) }
  }

  package var json: JSONObject {
    var object = JSONObject([
      ("address", .string(address)), ("rights", .string(rights.rawValue)),
    ])
    object.set("port", ifPresent: port.map { .number(JSONNumber(Int64($0))) })
    return object
  }
}

/// What a command asks the daemon at the console's socket about sessions.
package enum ConsoleSessionCall: Equatable, Sendable {
  /// An address for a session with these rights.
  case login(ConsoleRights)
  /// To end all sessions.
  case revoke

  /// The largest body, in bytes.
  static let largestBody = 64

  package var path: String {
    switch self {
    case .login: "/v1/login"
    case .revoke: "/v1/revoke"
    }
  }

  package var body: [UInt8] {
    switch self {
    case .login(let rights):
      JSONWriter.write(.object(JSONObject([("rights", .string(rights.rawValue))])), as: .compact)
    case .revoke: []
    }
  }
}
