import Glibc
import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

/// A ledger that holds something about a phone wherever it can.
@Suite struct PersonErasureTests {
  private static let phone = Fixtures.phone(142)
  private static let canary = "canary-5e1d"
  private static let sender = Int64(Fixtures.phone(101).value)
  /// How the ledger stores a number as an integer: six bytes.
  private static let stored = (0..<6).reversed().map {
    UInt8(truncatingIfNeeded: phone.value >> (UInt64($0) * 8))
  }

  private let fixture: CodeFixture
  private var ledger: SQLiteLedger { fixture.ledger }

  init() async throws {
    fixture = try await CodeFixture()
  }

  private func fill() async throws {
    let digits = Self.phone.digits
    var error = Fixtures.error(.forbidden)
    error.hint = "Ask \(digits). \(Self.canary) is not erased from hints: it is ours."
    error.providerDetail = "\(Self.canary)-detail \(digits)"
    error.providerErrorID = "\(Self.canary)-error"
    try await ledger.ended("failed", .failed(error), metadata: #"{"a":"\#(Self.canary)-meta"}"#)
    try await ledger.ended("sent", .sent(providerMessageID: "mdr-1"))
    let receipt = Receipt(
      messageID: "mdr-1",
      status: "delivered",
      code: 1003,
      description: "\(Self.canary)-receipt"
    )
    _ = try await ledger.keep([receipt], at: Fixtures.at(50))
    let codes = [
      try await fixture.enroll("enroll", "ada", 142),
      try await fixture.verify("code", 142, at: 60),
    ]
    for (index, acceptance) in codes.enumerated() {
      guard case .message(let entry) = acceptance else { continue }
      _ = try await ledger.begin([entry.number], at: Fixtures.at(10))
      let sent = Settlement.Next.sent(providerMessageID: "code-\(index)")
      try await ledger.settle([Fixtures.settlement(entry.number, sent)])
    }
    let media = InboundMedia(url: "https://media.test/\(Self.canary)-media")
    let text = InboundMessage(
      id: "in",
      from: digits,
      to: Fixtures.phone(101),
      body: "\(Self.canary)-body",
      media: [media]
    )
    let digest = TextDigest(bytes: [UInt8](repeating: 3, count: 32))
    let delivery = InboundDelivery(message: text, digest: digest, spools: ["default"])
    _ = try await ledger.keep([delivery], at: Fixtures.at(50))
    var other = Fixtures.command(.testAlarm, id: "other")
    other.act = OperatorAct(
      author: CommandAuthor(user: 0),
      kind: "optout",
      target: #"{"to":"\#(digits)"}"#
    )
    guard case .command(let job) = try await ledger.accept([other]).first else { return }
    let report = CommandEnd.done(#"{"to":"\#(digits)"}"#)
    try await ledger.end(command: job.number, with: report, at: Fixtures.at(1))
    try await ledger.note("account/main", #"{"hint":"\#(digits)"}"#)
    try await ledger.writer.change { session throws(LedgerError) in
      try session.connection.run(
        "INSERT INTO auto_reply (phone, at) VALUES (?, 1)",
        [.phone(Self.phone)]
      )
      try session.connection.run(
        "UPDATE command SET action = 'optout', target = ? WHERE job = ?",
        [.text(digits), .job(job.number)]
      )
      try session.connection.run(
        """
        UPDATE error SET cause_code = 'timeout', cause_message = ?1, cause_hint = ?1, message = ?1
        """,
        [.text(digits)]
      )
    }
  }

  /// The columns that hold the number, or what a person said or was told.
  private func columns() async throws -> Set<String> {
    try await ledger.writer.change { session throws(LedgerError) in
      var tables: [String: [String]] = [:]
      try session.connection.query(Self.allColumns) { row in
        tables[row.text(0), default: []].append(row.text(1))
      }
      var found: Set<String> = []
      for (table, columns) in tables {
        let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        try session.connection.query("SELECT \(list) FROM \"\(table)\"") { row in
          for (index, column) in columns.enumerated()
          where Self.isPersonal(row.value(Int32(index))) {
            found.insert("\(table).\(column)")
          }
        }
      }
      return found
    }
  }

  private static let allColumns = """
    SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
    """

  private static func isPersonal(_ value: SQLValue) -> Bool {
    switch value {
    case .integer(let number): number == Int64(phone.value)
    case .text(let text):
      text.contains(phone.nationalDigits) || text.contains("\(canary)-") || text == "ada"
    case .blob(let bytes):
      String(decoding: bytes, as: UTF8.self).contains("\(canary)-")
        || String(decoding: bytes, as: UTF8.self) == "Hello"
    case .real, .null: false
    }
  }

  private static func names(_ fates: Set<PersonalColumns.Fate>) -> Set<String> {
    var names: Set<String> = []
    for (table, columns) in PersonalColumns.fates {
      names.formUnion(columns.filter { fates.contains($0.value) }.map { "\(table).\($0.key)" })
    }
    return names
  }

  @Test("every column of the schema has its fate when a phone is erased")
  func complete() async throws {
    let found = try await ledger.writer.change { session throws(LedgerError) in
      var found: Set<String> = []
      try session.connection.query(Self.allColumns) { row in
        found.insert("\(row.text(0)).\(row.text(1))")
      }
      return found
    }
    let listed = Self.names([.impersonal, .erased, .replaced, .stays, .keptWithNumber])
    #expect(found.subtracting(listed) == [], "columns that nobody thought of")
    #expect(listed.subtracting(found) == [], "columns that are gone")
    await ledger.close()
  }

  @Test("nothing personal is left in any column but the phone of opt-outs, and all is counted")
  func everything() async throws {
    try await fill()
    _ = try await ledger.carriedOut(.optOut(Self.phone, sender: nil), id: "out")
    let before = try await columns()
    #expect(before.subtracting(Self.names([.erased, .replaced, .keptWithNumber])) == [])
    // The test sees the number wherever it can be.
    let expected: Set = [
      "job.recipient", "job.metadata", "text.body", "error.message", "error.hint",
      "error.provider_detail", "error.provider_error_id", "error.cause_message",
      "error.cause_hint", "command.target", "record.record", "audit.target", "note.value",
      "receipt.description", "received.sender", "received.body", "received.media",
      "auto_reply.phone", "verification.recipient", "verification.subject", "code.recipient",
      "code.enrolls", "enrollment.subject", "enrollment.pending", "opt_out.phone",
      "opt_out_event.phone",
    ]
    #expect(expected.subtracting(before) == [])
    let counts = try await ledger.erased("erase")
    #expect(counts.jobs == 4 && counts.codes == 2 && counts.enrollments == 1)
    #expect(counts.received == 1 && counts.mentions >= 4)
    #expect(try await columns() == Self.names([.keptWithNumber]))
    await ledger.close()
    try LedgerInspection(path: fixture.file.path).expectSound()
  }

  @Test("neither the file nor the log keeps the number or the texts")
  func bytes() async throws {
    try await fill()
    let before = try fixture.file.image()
    let texts = [Self.phone.nationalDigits, "\(Self.canary)-", "Hello"]
    #expect(before.holds(Self.stored) && texts.allSatisfy { before.holds($0) })
    _ = try await ledger.erased("erase")
    await ledger.close()
    let after = try fixture.file.image()
    #expect(!after.holds(Self.stored))
    #expect(texts.filter { after.holds($0) } == [])
  }

  @Test("an enrollment of another phone loses only that this one is to replace it")
  func otherEnrollment() async throws {
    try await fixture.enroll("one", "ada", 143)
    try await ledger.writer.change { session throws(LedgerError) in
      try session.enroll(Fixtures.phone(143), for: "ada", in: "default", at: Fixtures.at(5))
      try session.expect(Self.phone, of: "ada", in: "default", at: Fixtures.at(6))
    }
    #expect(try await ledger.erased("erase").enrollments == 1)
    let rest = try await ledger.writer.change { session throws(LedgerError) in
      try session.connection.enrollment(of: "ada", in: "default")
    }
    #expect(rest?.phone == Fixtures.phone(143) && rest?.pending == nil && rest?.askedAt == nil)
    await ledger.close()
  }

  /// How often each number near 12065550000 occurs in a file.
  private static func numbers(in file: [UInt8]) -> [Int64: Int] {
    var counts: [Int64: Int] = [:]
    file.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let end = start + bytes.count - 4
      var place = start + 2
      // The third byte of such numbers is their rarest.
      while place < end, let found = memchr(place, 0xCF, end - place) {
        let first = UnsafeRawPointer(found) - 2
        let number = (0..<6).reduce(Int64(0)) { number, index in
          number << 8 | Int64(first.load(fromByteOffset: index, as: UInt8.self))
        }
        if (12_065_550_000..<12_065_560_000).contains(number) { counts[number, default: 0] += 1 }
        place = UnsafeRawPointer(found) + 1
      }
    }
    return counts
  }

  /// Splits of index pages leave copies of the entries that move; the first phone of which there are
  /// more than there should be is erased.
  @Test("copies in free space, which the splits of index pages leave, are overwritten too")
  func copies() async throws {
    try await ledger.ended("a", .sent(providerMessageID: "mdr-1"))
    try await ledger.writer.change { session throws(LedgerError) in
      var state: UInt64 = 1
      for number in 2..<12_000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let phone = 12_065_550_000 + Int64(state >> 33) % 4_000
        try session.connection.run(
          """
          INSERT INTO job (spool, id, kind, state, account, recipient, sender, priority, segments,
            encoding, attempts, accepted, updated, digest, taken, producer)
          SELECT spool, ?1, kind, state, account, ?2, sender, priority, segments, encoding, attempts,
            accepted, updated, digest, taken, producer
          FROM job WHERE number = 1
          """,
          [.text("m\(number)"), .integer(phone)]
        )
      }
      try session.connection.run(
        "INSERT INTO addressee (phone, job) SELECT recipient, number FROM job ORDER BY number"
      )
      try session.connection.run("UPDATE mark SET value = 11999 WHERE name = 'addressed'")
      try session.connection.run(
        "UPDATE tally SET jobs = (SELECT count(*) FROM job WHERE account IS NOT NULL) WHERE jobs > 0"
      )
    }
    await ledger.checkpointer.checkpoint()
    let rows = try await ledger.writer.change { session throws(LedgerError) in
      var rows: [Int64: Int] = [:]
      try session.connection.query("SELECT recipient, count(*) FROM job GROUP BY recipient") {
        rows[$0.integer(0)] = $0.count(1)
      }
      return rows
    }
    // Each row has the number in the table and in the index.
    let phone = try Self.numbers(in: fixture.file.image().file)
      .filter { number, count in
        number != Self.sender && rows[number].map { count > 2 * $0 } ?? false
      }
      .keys.min()
    let number = try #require(phone, "no split left a copy; use more numbers")
    let found = try PhoneNumber(value: UInt64(number))
    _ = try await ledger.erased("erase", of: Int(number % 10_000))
    await ledger.close()
    let after = try fixture.file.image()
    let rest = FreeSpace(of: found).occurrences(in: after.file + after.log)
    #expect(rest == FreeSpace.Occurrences())
    try LedgerInspection(path: fixture.file.path).expectSound()
  }
}
