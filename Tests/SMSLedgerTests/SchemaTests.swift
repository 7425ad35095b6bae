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
    #expect(error?.cause == "its schema is of version 2, this program's of version 1")
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
}
