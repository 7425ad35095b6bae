/// A call by the provider: a receipt or a text, on its way to a URL.
struct Callback: Sendable {
  let target: CallbackTarget
  /// JSON.
  let body: [UInt8]
  /// Calls with the same number are made one after another, in order.
  let series: UInt64
  /// How often it may still be repeated if it is not answered with 200.
  var repeats: Int
}

/// The target of a call; the simulator only calls this machine.
struct CallbackTarget: Sendable, Equatable {
  /// Whether the host is `[::1]`.
  let isIPv6: Bool
  let port: UInt16
  /// Includes the query.
  let path: String

  /// Reads a URL such as `http://127.0.0.1:8025/flowroute/…`; nil if it leads elsewhere.
  init?(_ url: String) {
    guard let (rest, isIPv6) = Self.afterHost(url) else { return nil }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let port = UInt16(parts[0]), port > 0 else { return nil }
    self.isIPv6 = isIPv6
    self.port = port
    path = "/" + (parts.count > 1 ? String(parts[1]) : "")
    guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
  }

  /// The value of the `Host` header.
  var host: String { "\(isIPv6 ? "[::1]" : "127.0.0.1"):\(port)" }

  private static func afterHost(_ url: String) -> (Substring, isIPv6: Bool)? {
    for host in ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
    where url.hasPrefix(host) {
      return (url.dropFirst(host.count), host.contains("["))
    }
    return nil
  }
}
