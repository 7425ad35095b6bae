/// What a path names.
enum Route: Equatable {
  /// All messages of a version: sent to, and listed.
  case messages(APIVersion)
  /// One message's record.
  case record(APIVersion, identifier: String)
  /// A callback's setting.
  case callback(APIVersion, CallbackKind)
  /// The simulator's own calls, by the part after `/_simulator/`.
  case admin(String)

  /// Reads a path; nil if it names nothing.
  init?(path: String) {
    for version in APIVersion.allCases where path == version.messagesPath {
      self = .messages(version)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 3, parts[0].isEmpty, parts[1] == "_simulator" {
      self = .admin(String(parts[2]))
    } else if let route = Self.resource(parts) {
      self = route
    } else {
      return nil
    }
  }

  /// The callbacks' names have the shape of a record's id, so they come first.
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
