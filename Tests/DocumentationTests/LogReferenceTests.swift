import SMSDaemon
import Testing

struct LogReferenceTests {
  @Test("every line that the daemon can print has its row, with its level")
  func lines() throws {
    let rows = try Document("README.md").rows(under: "Log lines")
    let documented = rows.map { "\($0[0].quotedWords.first ?? "") \($0[1])" }
    let printed = LogMessage.allCases.map { "\($0.rawValue) \($0.level.name)" }
    #expect(documented.sorted() == printed.sorted())
  }
}
