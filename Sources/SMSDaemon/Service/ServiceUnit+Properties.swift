internal import SMSJSON

/// Properties of a unit as printed by `busctl --json=short get-property`, one per line.
///
/// systemctl(1) is no alternative: in systemd 252 it prints credentials as `[unprintable]`, and a
/// list of paths with blanks is ambiguous.
extension ServiceUnit {
  /// The properties to query, in this order.
  static let properties = [
    "LoadCredential", "LoadCredentialEncrypted", "Environment", "EnvironmentFiles", "ExecStart",
    "User", "SupplementaryGroups", "ProtectSystem", "ProtectHome", "PrivateTmp", "ReadWritePaths",
    "ReadOnlyPaths", "InaccessiblePaths", "StateDirectory", "CacheDirectory", "LogsDirectory",
    "RuntimeDirectory", "BindPaths",
  ]

  /// Reads the answer; nil unless it has one line per property.
  init?(name: String, lines: [Substring]) {
    guard lines.count == Self.properties.count else { return nil }
    var values: [String: JSONValue] = [:]
    for (property, line) in zip(Self.properties, lines) {
      let parsed = try? JSONParser.parse(Array(line.utf8)).object?["data"]
      guard let value = parsed ?? nil else { return nil }
      values[property] = value
    }
    self.init(name: name)
    take(values)
  }

  private mutating func take(_ values: [String: JSONValue]) {
    for (name, path) in Self.pairs(values["LoadCredential"]) { credentials[name] = .file(path) }
    for (name, path) in Self.pairs(values["LoadCredentialEncrypted"]) {
      credentials[name] = .encrypted(path)
    }
    for entry in Self.strings(values["Environment"]) {
      guard let equals = entry.firstIndex(of: "=") else { continue }
      variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
    }
    environmentFiles =
      values["EnvironmentFiles"]?.array?.compactMap { $0.array?.first?.string } ?? []
    command = values["ExecStart"]?.array?.first?.array?.dropFirst().first.map(Self.strings) ?? []
    user = values["User"]?.string ?? ""
    supplementaryGroups = Self.strings(values["SupplementaryGroups"])
    protectSystem = values["ProtectSystem"]?.string ?? "no"
    protectHome = values["ProtectHome"]?.string ?? "no"
    hasPrivateTmp = values["PrivateTmp"]?.bool ?? false
    madeDirectories = Self.directories.sorted { $0.key < $1.key }.flatMap { entry in
      Self.strings(values[entry.key]).map { "\(entry.value)/\($0)" }
    }
    writablePaths = Self.paths(values["ReadWritePaths"]) + madeDirectories
    readOnlyPaths = Self.paths(values["ReadOnlyPaths"])
    inaccessiblePaths = Self.paths(values["InaccessiblePaths"])
    boundPaths =
      values["BindPaths"]?.array?.compactMap { $0.array?.dropFirst().first?.string } ?? []
  }

  /// Where systemd creates the directories of each setting.
  private static let directories = [
    "StateDirectory": "/var/lib", "CacheDirectory": "/var/cache", "LogsDirectory": "/var/log",
    "RuntimeDirectory": "/run",
  ]

  private static func strings(_ value: JSONValue?) -> [String] {
    value?.array?.compactMap(\.string) ?? []
  }

  private static func pairs(_ value: JSONValue?) -> [(String, String)] {
    (value?.array ?? []).compactMap { pair in
      let words = strings(pair)
      return words.count == 2 ? (words[0], words[1]) : nil
    }
  }

  /// The paths without the prefixes for "if it exists" and "below the root directory".
  private static func paths(_ value: JSONValue?) -> [String] {
    strings(value).map { path in
      let bare = String(path.drop { "-+".contains($0) })
      return bare.count > 1 && bare.hasSuffix("/") ? String(bare.dropLast()) : bare
    }
  }
}
