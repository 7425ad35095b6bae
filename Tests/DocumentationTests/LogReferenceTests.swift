import SMSCore
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

/// The table of the section "Log lines" against what the daemon prints.
@Suite(.throttled)
struct LogReferenceTests {
  private let rows: [[String]]

  init() throws {
    rows = try Document("systemd/README.md").rows(under: "Log lines")
  }

  @Test("every line that the daemon can print has its row, with its level")
  func levels() {
    let documented = rows.map { "\($0[0].quotedWords.first ?? "") \($0[1])" }
    let printed = LogMessage.allCases.map { "\($0.rawValue) \($0.level.name)" }
    #expect(documented.sorted() == printed.sorted())
  }

  @Test("the keys of attempts, accounts and intakes are those of the table")
  func reportedKeys() throws {
    let printed = LogProbe().keys
    #expect(printed.count > 20)
    for (message, keys) in printed {
      #expect(documentedKeys(message) == keys, "\(message)")
    }
  }

  @Test("so are the keys of lines that are written where they happen")
  func writtenKeys() throws {
    let printed = try Self.writtenLines()
    #expect(printed.count > 10)
    for (message, keys) in printed {
      #expect(documentedKeys(message.rawValue) == keys, "\(message)")
    }
  }

  private func documentedKeys(_ message: String) -> Set<String>? {
    rows.first { $0[0].quotedWords.first == message }.map { Set($0[2].quotedWords) }
  }

  /// What the source hands to the log with literal keys: `log.write(.ready, [("spools", …)])`.
  private static func writtenLines() throws -> [(LogMessage, Set<String>)] {
    let pattern = /log\.write\(\s*\.(\w+)(?:,\s*\[((?:\s*\("\w+", [^\n]*\),?)*)\s*\])?\s*\)/
    var lines: [(LogMessage, Set<String>)] = []
    let names = [
      "Lifecycle", "Publishing", "Inbound", "Metrics", "Alarms", "Console", "Console/Page",
    ]
    for directory in names.map({ "Sources/SMSDaemon/\($0)" }) {
      for file in try Repository.entries(of: directory) where file.hasSuffix(".swift") {
        let text = try Repository.text("\(directory)/\(file)")
        for match in text.matches(of: pattern) {
          let message = LogMessage.allCases.first { String(describing: $0) == match.1 }
          let keys = (match.2 ?? "").matches(of: /\("(\w+)",/).map { String($0.1) }
          if let message { lines.append((message, Set(keys))) }
        }
      }
    }
    return lines
  }
}
