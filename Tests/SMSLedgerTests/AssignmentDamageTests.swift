import SMSCore
import Testing

@testable import SMSLedger

@Suite("The numbers that recipients have, in a damaged ledger")
struct AssignmentDamageTests {
  private let file: LedgerFile

  init() async throws {
    file = try LedgerFile()
    await (try await file.opened()).close()
  }

  private func run(_ sql: String) throws {
    try Connection(path: file.path, mode: .write).run(sql)
  }

  @Test(
    "the check reports numbers that are none, and counts that are wrong",
    arguments: [
      (
        "INSERT INTO assignment VALUES (1, 'default', 12065550142, 12065550101, 1, 1)",
        "counts of recipients that do not match their senders: 1"
      ),
      (
        "INSERT INTO assignment_count VALUES ('default', 12065550101, 3)",
        "counts of recipients that do not match their senders: 1"
      ),
      (
        "INSERT INTO assignment VALUES (1, 'default', 7, 12065550101, 1, 1)",
        "not telephone numbers: 1"
      ),
    ]
  )
  func rules(_ sql: String, _ words: String) throws {
    #expect(try LedgerCheck(path: file.path).all(codes: PlainCodes()).isSound)
    try run(sql)
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.content.contains { $0.contains(words) }, "\(report.content)")
  }

  @Test("they are saved, and counted anew")
  func salvage() throws {
    for (number, phone) in [(4, 142), (5, 143)] {
      try run(
        """
        INSERT INTO assignment VALUES (\(number), 'default', 12065550\(phone), 12065550101, 1, 1)
        """
      )
    }
    let new = try LedgerFile()
    try new.put(LedgerFile.name, [])
    let report = try LedgerSalvage.run(from: file.path, to: new.path, at: Fixtures.at(5))
    #expect(report.losses == [] && report.rows["assignment"] == 2)
    #expect(try LedgerCheck(path: new.path).all(codes: PlainCodes()).isSound)
    let count = try Connection(path: new.path, mode: .read)
      .number("SELECT recipients FROM assignment_count WHERE sender = 12065550101")
    #expect(count == 2)
  }
}
