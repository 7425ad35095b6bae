import SMSCore
import SMSDaemon
import TestSupport
import Testing

/// The tables of the section "Configuration" against the daemon's own reading.
@Suite(.throttled)
struct ConfigurationReferenceTests {
  private let settings: [DocumentedSetting]

  init() throws {
    settings = try DocumentedSetting.all()
  }

  @Test("every member that the daemon reads is there, and no other")
  func members() throws {
    let directory = "Sources/SMSDaemon/Configuration"
    var read: Set<String> = []
    for file in try Repository.entries(of: directory) {
      let text = try Repository.text("\(directory)/\(file)")
      let calls = text.matches(of: /(?:reader|top)\.[a-zA-Z]+\(\s*"([a-z_]+)"/)
      read.formUnion(calls.map { String($0.1) })
    }
    let groups: Set = [
      "spools", "accounts", "retry", "uncertain", "verification", "listener", "console",
      "retention", "log", "opt_out", "metrics", "alarms",
      "monitoring", "batches", "caps",
    ]
    #expect(read.count > 40)
    #expect(Set(settings.map(\.name)).symmetricDifference(read.subtracting(groups)) == [])
  }

  @Test("the defaults are those of the daemon")
  func defaults() throws {
    let base = try Self.configuration(with: nil)
    for setting in settings {
      guard let value = setting.fallback else { continue }
      #expect(try Self.configuration(with: (setting, value)) == base, "\(setting.path)")
    }
    #expect(settings.compactMap(\.fallback).count > 25)
  }

  @Test("the ranges are those of the daemon")
  func ranges() throws {
    let ranged = settings.filter { $0.range != nil }
    #expect(ranged.count > 15)
    for setting in ranged {
      guard let range = setting.range else { continue }
      for value in range.inside {
        #expect(throws: Never.self, "\(setting.path) \(value)") {
          try Self.configuration(with: (setting, "\(value)"))
        }
      }
      for value in range.outside {
        #expect(throws: ConfigurationError.self, "\(setting.path) \(value)") {
          try Self.configuration(with: (setting, "\(value)"))
        }
      }
    }
  }

  @Test("each word of a choice is one, and others are refused")
  func choices() throws {
    let chosen = settings.filter { !$0.choices.isEmpty }
    #expect(chosen.count >= 4)
    for setting in chosen {
      for word in setting.choices {
        #expect(throws: Never.self, "\(setting.path) \(word)") {
          try Self.configuration(with: (setting, word))
        }
      }
      #expect(throws: ConfigurationError.self, "\(setting.path)") {
        try Self.configuration(with: (setting, "\"another\""))
      }
    }
  }

  /// A configuration with one spool `default`, one account `main`, and one setting more.
  @discardableResult
  private static func configuration(
    with addition: (DocumentedSetting, value: String)?
  ) throws -> Configuration {
    var members: [String: [String]] = [
      "spools.*": [], "accounts.*": ["numbers: [\"12065550101\"]"],
    ]
    if let (setting, value) = addition {
      // A group within a spool or an account is one of its members.
      let parts = setting.group.split(separator: ".")
      if parts.count == 3 {
        let group = "\(parts[0]).\(parts[1])"
        members[group, default: []].append("\(parts[2]): { \(setting.name): \(value) }")
      } else {
        members[setting.group, default: []].append("\(setting.name): \(value)")
      }
    }
    let spool = members.removeValue(forKey: "spools.*") ?? []
    let account = members.removeValue(forKey: "accounts.*") ?? []
    var text = "{ spools: { default: { \(spool.joined(separator: ", ")) } }"
    text += ", accounts: { main: { \(account.joined(separator: ", ")) } }"
    for (group, members) in members {
      let list = members.joined(separator: ", ")
      let names = group.split(separator: ".")
      let opening = names.map { "\($0): { " }.joined()
      text += ", \(opening)\(list)" + String(repeating: " }", count: names.count)
    }
    return try Configuration.decode(Array("\(text) }".utf8), path: "config.json5")
  }
}
