import SMSCore
import TestSupport
import Testing

@Suite(.throttled)
struct ErrorReferenceTests {
  @Test("every error code has its row, once")
  func codes() throws {
    let rows = try Document("systemd/README.md").rows(under: "Errors and hints")
    let codes = rows.flatMap { $0[0].quotedWords }
    #expect(codes.sorted() == ErrorCode.allCases.map(\.rawValue).sorted())
    #expect(rows.allSatisfy { $0.count == 4 && !$0[3].isEmpty })
  }
}
