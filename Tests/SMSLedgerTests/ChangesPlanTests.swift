import TestSupport
import Testing

@testable import SMSLedger

@Suite struct ChangesPlanTests {
  /// One instruction of SQLite's program for a statement; https://sqlite.org/opcode.html.
  private struct Instruction {
    let name: String
    let operands: [Int64]
  }

  @Test("a page of changes is sought from the last one's end, not from the beginning")
  func seek() throws {
    let temporary = try TemporaryDirectory()
    let connection = try Connection(path: temporary.path("ledger.sqlite"), mode: .create)
    try Schema.ledger.apply(to: connection)
    var program: [Instruction] = []
    try connection.query("EXPLAIN \(ReadSession.changesSQL)", [.integer(1), .integer(1)]) {
      row in
      let operands = [row.integer(2), row.integer(3), row.integer(4)]
      program.append(Instruction(name: row.text(1), operands: operands))
    }
    let seek = try #require(program.first { $0.name == "SeekGT" })
    let variable = try #require(program.first { $0.name == "Variable" && $0.operands[0] == 1 })
    #expect(seek.operands[2] == variable.operands[1])
  }
}
