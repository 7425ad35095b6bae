internal import FoundationEssentials

/// The address of a provider's API, checked for what may stand in it.
struct ProviderAddress {
  let isEncrypted: Bool
  /// 127.0.0.0/8, `[::1]` or `localhost`.
  let isLoopback: Bool
  /// Without a slash at its end.
  let text: String

  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let url = URL(string: text),
      let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
      let host = url.host()?.lowercased(), !host.isEmpty,
      url.user() == nil, url.password() == nil, url.query() == nil, url.fragment() == nil
    else { return nil }
    isEncrypted = scheme == "https"
    isLoopback = Self.isLoopback(host)
    var trimmed = text[...]
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.text = String(trimmed)
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
