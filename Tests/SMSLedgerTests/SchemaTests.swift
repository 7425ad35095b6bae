import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct SchemaTests {
  let temporary: TemporaryDirectory
  let connection: Connection

  init() throws {
    temporary = try TemporaryDirectory()
    connection = try Connection(path: temporary.path("ledger.sqlite"), mode: .create)
  }

  private static let one = Migration(statements: ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"])
  private static let two = Migration(statements: ["UPDATE a SET x = x + 1"])
  private static let broken = Migration(statements: ["UPDATE a SET x = 9", "nonsense"])

  @Test("takes every step once, in order")
  func steps() throws {
    try Schema(migrations: [Self.one]).apply(to: connection)
    try Schema(migrations: [Self.one, Self.two]).apply(to: connection)
    try Schema(migrations: [Self.one, Self.two]).apply(to: connection)
    #expect(try connection.number("SELECT x FROM a") == 2)
    #expect(try connection.number("PRAGMA user_version") == 2)
    #expect(try connection.number("PRAGMA application_id") == Schema.applicationID)
  }

  @Test("an upgrade is reported from its begin to its commit, a new ledger is not")
  func reported() throws {
    var reports: [LedgerUpgrade] = []
    try Schema(migrations: [Self.one]).apply(to: connection) { reports.append($0) }
    #expect(reports.isEmpty)
    let long = Migration(statements: [
      """
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000)
      INSERT INTO a SELECT x FROM n
      """
    ])
    try Schema(migrations: [Self.one, long]).apply(to: connection) { reports.append($0) }
    #expect(reports.count > 3)
    #expect(reports.dropLast().allSatisfy { $0 == LedgerUpgrade(from: 1, to: 2, isDone: false) })
    #expect(reports.last == LedgerUpgrade(from: 1, to: 2, isDone: true))
    #expect(try connection.number("SELECT count(*) FROM a") == 20_001)
  }

  @Test("keeps the old version whole when a step fails")
  func failedStep() throws {
    try Schema(migrations: [Self.one]).apply(to: connection)
    #expect(throws: LedgerError.self) {
      try Schema(migrations: [Self.one, Self.broken]).apply(to: connection)
    }
    #expect(try connection.number("SELECT x FROM a") == 1)
    #expect(try connection.number("PRAGMA user_version") == 1)
  }

  @Test("refuses a newer version and changes nothing")
  func newer() throws {
    try Schema(migrations: [Self.one, Self.two]).apply(to: connection)
    let error = #expect(throws: LedgerError.self) {
      try Schema(migrations: [Self.one]).apply(to: connection)
    }
    #expect(error?.code == .newerVersion)
    #expect(error?.cause == "its schema has version 2, this program's version 1")
    #expect(error?.hint.hasPrefix("Install the version of smsdispatch that wrote") == true)
    #expect(try connection.number("SELECT x FROM a") == 2)
  }

  @Test("refuses the database of another program and changes nothing")
  func foreign() throws {
    try connection.run("CREATE TABLE theirs (x)")
    let error = #expect(throws: LedgerError.self) {
      try Schema(migrations: [Self.one]).apply(to: connection)
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.cause == "it is the database of another program")
    #expect(try connection.number("SELECT count(*) FROM sqlite_schema") == 1)
  }

  @Test("asks for the daemon when a reader meets an older version")
  func older() throws {
    try Schema(migrations: [Self.one]).apply(to: connection)
    let error = #expect(throws: LedgerError.self) {
      try Schema(migrations: [Self.one, Self.two]).check(connection)
    }
    #expect(error?.hint.hasPrefix("Start the daemon of this version once") == true)
  }

  @Test("an opt-out of a ledger without events gets the event that is known")
  func optOutEvents() throws {
    let events = Schema.ledger.migrations.firstIndex { migration in
      migration.statements.contains { $0.contains("CREATE TABLE opt_out_event") }
    }
    let old = Schema(migrations: Array(Schema.ledger.migrations.prefix(try #require(events))))
    try old.apply(to: connection)
    try connection.run("INSERT INTO opt_out VALUES (12065550142, 0, 'operator', 700)")
    try connection.run("INSERT INTO opt_out VALUES (12065550142, 12065550101, 'reply', 600)")
    try Schema.ledger.apply(to: connection)
    let reader = try SQLiteLedgerReader(path: temporary.path("ledger.sqlite"))
    let found = try reader.optOutEvents(of: Fixtures.phone(142))
    #expect(found.map(\.optOut.source) == [.reply, .operator])
    #expect(found.map(\.recordedAt.milliseconds) == [600, 700])
    #expect(found.allSatisfy { $0.change == .added && $0.hadEffect })
  }

  @Test("an entry of a ledger without scopes was last made when it was made, and recorded then")
  func optOutScopes() async throws {
    let scopes = Schema.ledger.migrations.firstIndex { migration in
      migration.statements.contains { $0.contains("INDEX opt_out_age") }
    }
    let old = Schema(migrations: Array(Schema.ledger.migrations.prefix(try #require(scopes))))
    try old.apply(to: connection)
    for (phone, sender) in [(12_065_550_142, 0), (12_065_550_142, 12_065_550_101)] {
      try connection.run("INSERT INTO opt_out VALUES (\(phone), \(sender), 'import: a', 600)")
    }
    try connection.run(
      """
      INSERT INTO opt_out_event (phone, sender, change, source, since, recorded, effect)
      VALUES (12065550142, 0, 'added', 'import: a', 600, 900, 1)
      """
    )
    let start = Fixtures.at(20)
    let hour = SenderHours.hour(of: start)
    try connection.run("INSERT INTO sender_hour VALUES (\(hour), 12065550101, 7, 0, 0, 1)")
    try Schema.ledger.apply(to: connection)
    let reader = try SQLiteLedgerReader(path: temporary.path("ledger.sqlite"))
    let entries = try reader.optOuts(of: Fixtures.phone(142)).entries
    #expect(entries.map(\.latest.milliseconds) == [600, 600])
    #expect(entries.allSatisfy { $0.account == nil && $0.resumedAt == nil })
    #expect(try connection.number("SELECT recorded FROM opt_out WHERE sender = 0") == 900)
    #expect(try connection.number("SELECT recorded FROM opt_out WHERE sender > 0") == 600)
    // What an hour of before sent to is not known: at most to as many phones.
    let counts = try reader.senderCounts(since: start, until: start)
    #expect(counts[Fixtures.phone(101)] == SenderCounts(sent: 7, recipients: 7, optedOut: 1))
    let ledger = try await SQLiteLedger.open(
      path: temporary.path("ledger.sqlite"),
      boot: "a",
      codes: PlainCodes()
    )
    for id in ["a", "b"] {
      try await ledger.settled(id, .sent(providerMessageID: nil), to: 143)
    }
    let later = try reader.senderCounts(since: start, until: start)[Fixtures.phone(101)]
    #expect(later?.sent == 9 && later?.recipients == 9)
    await ledger.close()
  }

  @Test("the states of a ledger of version 1 keep their meaning")
  func renumbered() throws {
    let first = Schema(migrations: Array(Schema.ledger.migrations.prefix(1)))
    try first.apply(to: connection)
    // queued, deferred, held, attempting; sent, failed, expired, canceled, uncertain, done.
    for state in 0...9 {
      try connection.run(
        """
        INSERT INTO job (
          spool, id, kind, state, account, attempts, accepted, updated, digest, taken, producer
        ) VALUES ('default', 'job-\(state)', 'message', \(state), 'main', 0, 1, 1, x'00', 1, 0)
        """
      )
      try connection.run("INSERT INTO tally VALUES ('default', \(state), \(state + 1))")
    }
    try Schema.ledger.apply(to: connection)
    let states = JobState.allCases.filter {
      $0 != .inDoubt && $0.rawValue <= JobState.done.rawValue
    }
    for (old, state) in states.enumerated() {
      let found = try connection.number("SELECT state FROM job WHERE id = 'job-\(old)'")
      #expect(found == Int64(state.rawValue))
      let jobs = try connection.number("SELECT jobs FROM tally WHERE state = \(state.rawValue)")
      #expect(jobs == Int64(old + 1))
    }
  }

  @Test("an upgrade takes requests that send nothing out of the counts of messages")
  func recounted() throws {
    try Schema(migrations: Array(Schema.ledger.migrations.prefix(11))).apply(to: connection)
    for (id, kind, account) in [
      ("a", "message", "'main'"), ("b", "verify", "'main'"),
      ("c", "cancel", "NULL"), ("d", "lookup", "NULL"),
    ] {
      try connection.run(
        """
        INSERT INTO job (spool, id, kind, state, account, accepted, updated, digest, taken, producer)
        VALUES ('default', '\(id)', '\(kind)', 8, \(account), 1, 1, x'00', 1, 0)
        """
      )
    }
    try connection.run("INSERT INTO tally VALUES ('default', 8, 4)")
    try Schema.ledger.apply(to: connection)
    #expect(try connection.number("SELECT jobs FROM tally WHERE state = 8") == 2)
    #expect(try connection.number("SELECT jobs FROM request_tally WHERE state = 8") == 2)
  }
}
