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
  ///
  /// - Parameters:
  ///   - head: The head of its request.
  ///   - isPage: Whether it asks for a page, of which the page itself decides who gets it.
  /// - Returns: The answer.
  func refusal(of head: RequestHead, forPage isPage: Bool) -> WebAnswer? {
    switch place {
    case .socket(_, let admits): refusal(of: head.origin, admits)
    case .network(_, _, let access):
      foreignHost(head) ?? (isPage ? pageRefusal(of: head, access) : refusal(of: head, access))
    }
  }

  /// Whether `Host` names a reverse proxy.
  func isPublic(_ head: RequestHead) -> Bool {
    guard case .network(_, _, let access) = place else { return false }
    return head.host.map { access.publicHosts.contains($0) } ?? false
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
    guard let hosts, head.host.map({ !hosts.contains($0) }) ?? true else { return nil }
    return .text(421, "Host must be \(hosts.sorted().joined(separator: " or "))")
  }

  private func refusal(
    of head: RequestHead,
    _ access: ConsoleSettings.NetworkAccess
  ) -> WebAnswer? {
    guard let isToken = access.isToken else { return forwarded(head) }
    let credentials = head.values(of: "authorization")
    if credentials.count == 1, let token = Self.bearerToken(credentials[0]), isToken(token) {
      return nil
    }
    var answer = WebAnswer.text(401, "the bearer token is missing or wrong")
    answer.headers.append(("WWW-Authenticate", "Bearer"))
    return answer
  }

  private func forwarded(_ head: RequestHead) -> WebAnswer? {
    guard !head.isLocal else { return nil }
    return .text(403, "a proxy passed this on: that needs console.public_url, and then a token")
  }

  /// The token of `Bearer <token>` (RFC 6750); nil for another scheme.
  private static func bearerToken(_ credentials: String) -> [UInt8]? {
    let parts = credentials.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return Array(parts[1].utf8)
  }
}

// MARK: Pages

extension ConsoleAccess {
  /// By a name of this machine only this machine gets pages; others come through the proxy with TLS
  /// that has the public name.
  private func pageRefusal(
    of head: RequestHead,
    _ access: ConsoleSettings.NetworkAccess
  ) -> WebAnswer? {
    if !isPublic(head), let refusal = forwarded(head) { return refusal }
    let isOwn = head.method == "POST" ? comesFromOwnPage(head) : isForUser(head)
    return isOwn ? nil : .text(403, "this was not asked for by a page of this console")
  }

  /// Whether a browser says that a page of ours sends this.
  ///
  /// With `Referrer-Policy: no-referrer` a browser hides the origin of a form, as `null`, even from
  /// its own site (Fetch, 3.1); then only `Sec-Fetch-Site` tells. A page of another site can change
  /// neither.
  private func comesFromOwnPage(_ head: RequestHead) -> Bool {
    let sites = head.values(of: "sec-fetch-site")
    guard sites.isEmpty || sites == ["same-origin"] else { return false }
    let origins = head.values(of: "origin")
    return switch origins.count {
    case 0: !sites.isEmpty
    case 1 where origins[0] == "null": !sites.isEmpty
    case 1: origins[0].lowercased() == ownOrigin(head)
    default: false
    }
  }

  /// The origin of our pages under the name in `Host`.
  private func ownOrigin(_ head: RequestHead) -> String? {
    guard let host = head.host else { return nil }
    let (scheme, usual) = isPublic(head) ? ("https", ":443") : ("http", ":80")
    return "\(scheme)://\(host.hasSuffix(usual) ? String(host.dropLast(usual.count)) : host)"
  }

  /// Whether a page of ours, or the person, asks for it: pages of other sites may link here, but not
  /// read or embed anything.
  private func isForUser(_ head: RequestHead) -> Bool {
    let sites = head.values(of: "sec-fetch-site")
    guard !sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else { return true }
    return head.values(of: "sec-fetch-mode") == ["navigate"]
      && head.values(of: "sec-fetch-dest") == ["document"]
  }
}

extension RequestHead {
  /// The value of `Host`, in lower case; nil unless there is one.
  var host: String? {
    let named = values(of: "host")
    return named.count == 1 ? named[0].lowercased() : nil
  }
}
