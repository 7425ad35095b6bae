/// How the sandbox restricts the file system (systemd.exec(5)).
extension ServiceUnit {
  /// Whether the sandbox lets the unit write below a path, regardless of the permissions there; the
  /// longest matching path decides.
  ///
  /// - Parameter path: An absolute path without symbolic links.
  /// - Returns: Whether writing is allowed.
  package func canWrite(_ path: String) -> Bool {
    canSee(path) && (rules.first { Self.isInside(path, $0.path) }?.isWritable ?? true)
  }

  /// Whether the unit sees the same at a path as processes outside it.
  package func canSee(_ path: String) -> Bool {
    var shut = inaccessiblePaths
    if protectHome == "yes" { shut += Self.homes }
    var replaced = hasPrivateTmp ? ["/tmp", "/var/tmp"] : []
    if protectHome == "tmpfs" { replaced += Self.homes }
    func isBelow(_ directories: [String]) -> Bool {
      directories.contains { Self.isInside(path, $0) }
    }
    // An inaccessible path stays so, whatever is mounted below it.
    return !isBelow(shut) && (!isBelow(replaced) || isBelow(boundPaths))
  }

  private static let homes = ["/home", "/root", "/run/user"]

  private struct Rule {
    var path: String
    var isWritable: Bool
  }

  /// The rules, sorted by descending length of their paths.
  private var rules: [Rule] {
    var rules = (writablePaths + boundPaths).map { Rule(path: $0, isWritable: true) }
    rules += readOnlyPaths.map { Rule(path: $0, isWritable: false) }
    if protectHome == "read-only" {
      rules += Self.homes.map { Rule(path: $0, isWritable: false) }
    }
    rules += systemPaths.map { Rule(path: $0, isWritable: false) }
    return rules.sorted { $0.path.utf8.count > $1.path.utf8.count }
  }

  private var systemPaths: [String] {
    switch protectSystem {
    case "strict": ["/"]
    case "full": ["/usr", "/boot", "/efi", "/etc"]
    case "yes": ["/usr", "/boot", "/efi"]
    default: []
    }
  }

  private static func isInside(_ path: String, _ directory: String) -> Bool {
    directory == "/" || path == directory || path.hasPrefix(directory + "/")
  }
}
