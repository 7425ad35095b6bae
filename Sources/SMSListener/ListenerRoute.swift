/// What a path names, before its token is checked.
enum ListenerRoute: Equatable {
  enum Hook: String, CaseIterable {
    case receipt
    case message
    case healthz
  }

  /// `/flowroute/<token>/<hook>`, with or without a `/` behind it.
  case hook(Hook, token: [UInt8])
  /// `/healthz`, for this machine alone.
  case health

  /// Reads a path; nil if it names nothing.
  init?(path: String) {
    if path == "/healthz" {
      self = .health
      return
    }
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 5, parts[4].isEmpty { parts.removeLast() }
    guard parts.count == 4, parts[0].isEmpty, parts[1] == "flowroute",
      let hook = Hook(rawValue: String(parts[3]))
    else { return nil }
    self = .hook(hook, token: Array(parts[2].utf8))
  }
}
