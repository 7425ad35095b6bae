internal import CLibcurl
package import SMSCore
internal import SMSSystem

/// Which links are followed, and which addresses may be connected to.
package struct DownloadRule: Sendable {
  /// The only hosts that links may lead to, in lower case: a name, or `*.` and a domain for all names
  /// below it; nil for any.
  package var hosts: [String]?
  /// The URL of an HTTP or SOCKS proxy; nil to connect directly.
  ///
  /// With a proxy it is the proxy that chooses addresses, so that only hosts can be judged here.
  package var proxy: String?
  /// Servers on this machine whose links are followed all the same, with http.
  ///
  /// They are for trials and tests; each is a scheme, a host and a port.
  package var ownServers: Set<String> = []
  /// Whether a host at that address may be connected to.
  ///
  /// It is asked for the very address that is connected to, so that a name which changes its address
  /// in between deceives nobody.
  package var allows: @Sendable (NetworkAddress) -> Bool = Self.isPublic

  package init(hosts: [String]? = nil, proxy: String? = nil) {
    self.hosts = hosts
    self.proxy = proxy
  }

  /// Allows public addresses that are not this machine's own.
  package static let isPublic: @Sendable (NetworkAddress) -> Bool = { address in
    address.purpose == .public && !HostAddresses.isOwn(address.bytes)
  }

  /// Whether a word may be one of `hosts`.
  package static func isHost(_ word: String) -> Bool {
    let name = word.hasPrefix("*.") ? word.dropFirst(2) : word[...]
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return !name.isEmpty && name.utf8.count <= 253
      && labels.allSatisfy { label in
        !label.isEmpty && label.utf8.count <= 63
          && label.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
              || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
              || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          }
      }
  }

  fileprivate func lists(_ host: String) -> Bool {
    guard let hosts else { return proxy == nil }
    return hosts.contains { listed in
      listed.hasPrefix("*.") ? host.hasSuffix(listed.dropFirst()) : host == listed
    }
  }
}

/// A link that a rule lets be followed.
package struct DownloadLink: Sendable, Equatable {
  /// As libcurl writes it: the program that reads it is the one that follows it.
  let url: String
  /// Whether it leads to one of the rule's own servers.
  let isOwn: Bool

  /// nil if the rule does not follow it.
  package init?(_ text: String, by rule: DownloadRule) {
    guard !text.utf8.contains(0), let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: parts),
      let host = Self.part(CURLUPART_HOST, of: parts)?.lowercased(),
      let port = Self.part(CURLUPART_PORT, of: parts, UInt32(CURLU_DEFAULT_PORT)),
      let url = Self.part(CURLUPART_URL, of: parts),
      Self.part(CURLUPART_USER, of: parts) == nil, Self.part(CURLUPART_PASSWORD, of: parts) == nil
    else { return nil }
    self.url = url
    isOwn = rule.ownServers.contains("\(scheme)://\(host):\(port)")
    guard isOwn || (scheme == "https" && port == "443" && rule.lists(host)) else { return nil }
  }

  private static func part(
    _ part: CURLUPart,
    of parts: OpaquePointer,
    _ flags: UInt32 = 0
  ) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &value, flags) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }
}

extension BaseURL {
  /// The server of a base URL without TLS, which is on this machine, for `DownloadRule.ownServers`;
  /// nil for any other.
  package var ownServer: String? {
    guard !isEncrypted else { return nil }
    let rest = text.dropFirst("http://".count)
    let authority = String(rest.prefix { $0 != "/" }).lowercased()
    let end = authority.lastIndex(of: "]") ?? authority.startIndex
    return "http://\(authority)" + (authority[end...].contains(":") ? "" : ":80")
  }
}
