import SMSDaemon
import TestSupport
import Testing

/// The table of the section "The console" against what the console answers.
@Suite(.throttled)
struct ConsoleReferenceTests {
  @Test("every reason for not being ready is there, and no other")
  func reasons() throws {
    let rows = try Document("systemd/README.md").rows(under: "The console")
    let row = try #require(rows.first { $0[0].quotedWords == ["/readyz"] })
    let words = row[1].quotedWords.filter { !$0.contains("/") }
    #expect(words == Readiness.Reason.Code.allCases.map(\.rawValue))
  }
}
