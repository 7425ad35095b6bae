/// What a path names.
enum Route: Equatable {
  /// All messages of a version: to send or to list.
  case messages(APIVersion)
  /// One message's record.
  case record(APIVersion, identifier: String)
  /// The setting of a callback.
  case callback(APIVersion, CallbackKind)
  /// Something of the numbers' API.
  case numbers(NumbersRoute)
  /// One of the simulator's own calls: the part after `/_simulator/`.
  case admin(String)

  /// Parses a path; nil if it names nothing.
  init?(path: String) {
    for version in APIVersion.allCases where path == version.messagesPath {
      self = .messages(version)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 3, parts[0].isEmpty, parts[1] == "_simulator" {
      self = .admin(String(parts[2]))
    } else if parts.count > 2, parts[0].isEmpty, parts[1] == "v2",
      let route = NumbersRoute(parts.dropFirst(2))
    {
      self = .numbers(route)
    } else if let route = Self.resource(parts) {
      self = route
    } else {
      return nil
    }
  }

  /// Callback names look like a record's id, so they are checked first.
  private static func resource(_ parts: [Substring]) -> Self? {
    guard parts.count == 4, parts[0].isEmpty, parts[2] == "messages", !parts[3].isEmpty,
      let version = APIVersion.allCases.first(where: { parts[1] == $0.name })
    else { return nil }
    if version != .v2, let kind = CallbackKind(pathComponent: parts[3]) {
      return .callback(version, kind)
    }
    return .record(version, identifier: String(parts[3]))
  }
}
