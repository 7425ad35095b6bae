/// A systemd unit: the values of each setting, in order.
struct UnitFile {
  private var settings: [String: [String]] = [:]

  init(text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix("[") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      settings[String(parts[0]), default: []].append(String(parts[1]))
    }
  }

  subscript(_ name: String) -> [String] { settings[name] ?? [] }
}
