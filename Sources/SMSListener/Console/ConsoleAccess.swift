internal import SMSSystem

/// Decides by the head of a request whether its caller may ask at all.
struct ConsoleAccess {
  private let place: ConsoleSettings.Place
  /// What `Host` may say; nil where any name is good, as no browser reaches a local socket.
  private let hosts: Set<String>?

  /// - Parameters:
  ///   - place: Where the console listens.
  ///   - port: The port that it got.
  init(_ place: ConsoleSettings.Place, port: UInt16) {
    self.place = place
    switch place {
    case .network(let address, _, let access):
      let own = [
        "localhost", "127.0.0.1", "[::1]", address.contains(":") ? "[\(address)]" : address,
      ]
      let names = own.map { "\($0):\(port)" } + (port == 80 ? own : [])
      hosts = access.publicHosts.union(names)
    case .socket:
      hosts = nil
    }
  }

  /// Why a caller is refused; nil if it is not.
  func refusal(of head: RequestHead) -> WebAnswer? {
    switch place {
    case .socket(_, let admits): refusal(of: head.origin, admits)
    case .network(_, _, let access): foreignHost(head) ?? refusal(of: head, access)
    }
  }

  private func refusal(
    of origin: RequestHead.Origin,
    _ admits: (PeerCredentials) -> Bool
  ) -> WebAnswer? {
    if case .process(let peer?) = origin, admits(peer) { return nil }
    return .text(403, "this user may not ask here")
  }

  /// A page of another site can have its name point here (DNS rebinding), but not change `Host`.
  private func foreignHost(_ head: RequestHead) -> WebAnswer? {
    let named = head.values(of: "host")
    guard let hosts, named.count != 1 || !hosts.contains(named[0].lowercased()) else { return nil }
    return .text(421, "Host must be \(hosts.sorted().joined(separator: " or "))")
  }

  private func refusal(
    of head: RequestHead,
    _ access: ConsoleSettings.NetworkAccess
  ) -> WebAnswer? {
    guard let isToken = access.isToken else {
      guard !head.isLocal else { return nil }
      return .text(403, "a proxy passed this on: that needs console.public_url, and then a token")
    }
    let credentials = head.values(of: "authorization")
    if credentials.count == 1, let token = Self.bearerToken(credentials[0]), isToken(token) {
      return nil
    }
    var answer = WebAnswer.text(401, "the bearer token is missing or wrong")
    answer.headers.append(("WWW-Authenticate", "Bearer"))
    return answer
  }

  /// The token of `Bearer <token>` (RFC 6750); nil for another scheme.
  private static func bearerToken(_ credentials: String) -> [UInt8]? {
    let parts = credentials.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return Array(parts[1].utf8)
  }
}
