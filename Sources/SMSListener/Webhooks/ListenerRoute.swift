/// What a path names, before its token is checked.
enum ListenerRoute: Equatable {
  enum Hook: String, CaseIterable {
    case receipt
    case message
    case healthz
  }

  /// `/<root>/<token>/<hook>`; a trailing `/` and repeated slashes do not matter.
  case hook(Hook, token: [UInt8])
  /// Any other path below `/<root>/<token>`: the owner of the token may have mistyped the rest.
  case stray(token: [UInt8])
  /// `/healthz`, only for this machine.
  case health
  /// `/<root>/media/<key>/<name>`: a file of a message, which the provider fetches.
  case media(key: String, name: String)

  /// Parses a path, or the path of a URL as proxies send it; nil if it names nothing.
  init?(path: String, below root: String) {
    if path == "/healthz" {
      self = .health
      return
    }
    var parts = path.split(separator: "/")[...]
    if !path.hasPrefix("/") {
      // `http:` and the host.
      guard path.hasPrefix("http://") || path.hasPrefix("https://") else { return nil }
      parts = parts.dropFirst(2)
    }
    if parts.count == 4, parts.first == root[...], parts.dropFirst().first == "media" {
      self = .media(
        key: String(parts[parts.startIndex + 2]),
        name: String(parts[parts.endIndex - 1])
      )
      return
    }
    guard parts.popFirst() == root[...], let token = parts.popFirst().map({ Array($0.utf8) })
    else { return nil }
    if parts.count == 1, let hook = parts.first.flatMap({ Hook(rawValue: String($0)) }) {
      self = .hook(hook, token: token)
    } else {
      self = .stray(token: token)
    }
  }

  /// The token that the call must know; nil if any program on this machine may call.
  var token: [UInt8]? {
    switch self {
    case .hook(_, let token), .stray(let token): token
    case .health, .media: nil
    }
  }

  /// The kind of call expected there, as the log names it.
  var kind: String {
    switch self {
    case .hook(.receipt, _): Hook.receipt.rawValue
    case .hook(.message, _): Hook.message.rawValue
    case .hook(.healthz, _), .stray, .health, .media: "other"
    }
  }
}
