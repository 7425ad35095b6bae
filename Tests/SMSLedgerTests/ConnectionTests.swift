import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct ConnectionTests {
  let temporary: TemporaryDirectory

  var path: String { temporary.path("ledger.sqlite") }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func opened() throws -> Connection {
    let connection = try Connection(path: path, mode: .create)
    try connection.applySettings(cacheKilobytes: 1024)
    try connection.useWriteAheadLog()
    return connection
  }

  @Test("gives back what was stored, byte for byte")
  func values() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (a, b, c, d, e, f)")
    let text = "Grüße\u{0}\u{1F600}"
    try connection.run(
      "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)",
      [.integer(.min), .real(0.1), .text(text), .blob([0, 255]), .blob([]), .null]
    )
    let same = try connection.first("SELECT a, b, c, d, e, f FROM t") { row in
      let isNull = row.isNull(5) && row.optionalText(5) == nil
      let numbers = row.integer(0) == .min && row.real(1) == 0.1
      return isNull && numbers && row.text(2) == text && row.blob(3) == [0, 255]
        && row.optionalBlob(4) == []
    }
    #expect(same == true)
  }

  @Test("a statement that runs again with longer or shorter values stores each of them whole")
  func lengths() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (n, a, b, c)")
    let lengths = [3, 0, 128, 127, 5000, 1, 256, 0, 129]
    for (index, length) in lengths.enumerated() {
      let text = String(repeating: "ä", count: length)
      let bytes = [UInt8](repeating: UInt8(index), count: length)
      try connection.run(
        "INSERT INTO t VALUES (?, ?, ?, ?)",
        [.integer(Int64(index)), .text(text), .blob(bytes), .text("end \(index)")]
      )
    }
    for (index, length) in lengths.enumerated() {
      let isWhole = try connection.first("SELECT a, b, c FROM t WHERE n = \(index)") { row in
        row.text(0) == String(repeating: "ä", count: length)
          && row.blob(1) == [UInt8](repeating: UInt8(index), count: length)
          && row.text(2) == "end \(index)" && !row.isNull(0) && !row.isNull(1)
      }
      #expect(isWhole == true)
    }
  }

  @Test("sets what the ledger's safety rests on")
  func settings() throws {
    let connection = try opened()
    #expect(try connection.number("PRAGMA synchronous") == 2)
    #expect(try connection.number("PRAGMA secure_delete") == 1)
    #expect(try connection.number("PRAGMA wal_autocheckpoint") == 0)
    #expect(try connection.first("PRAGMA journal_mode") { $0.text(0) } == "wal")
  }

  @Test("keeps nothing of a transaction that throws")
  func rollback() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (a UNIQUE)")
    #expect(throws: LedgerError.self) {
      try connection.transaction(.write) { () throws(LedgerError) in
        try connection.run("INSERT INTO t VALUES (1)")
        try connection.run("INSERT INTO t VALUES (1)")
      }
    }
    #expect(!connection.isInTransaction)
    #expect(try connection.number("SELECT count(*) FROM t") == 0)
  }

  @Test("lets a statement run again after it failed or was stopped early")
  func reuse() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (a UNIQUE)")
    try connection.run("INSERT INTO t VALUES (?)", [.integer(1)])
    #expect(throws: LedgerError.self) {
      try connection.run("INSERT INTO t VALUES (?)", [.integer(1)])
    }
    try connection.run("INSERT INTO t VALUES (?)", [.integer(2)])
    for _ in 0..<2 {
      #expect(try connection.first("SELECT a FROM t ORDER BY a") { $0.integer(0) } == 1)
    }
    #expect(try connection.number("SELECT count(*) FROM t") == 2)
  }

  @Test("says that the disk is full, and goes on when it is not any more")
  func full() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (a)")
    try connection.run("PRAGMA max_page_count = 10")
    let error = #expect(throws: LedgerError.self) {
      try connection.run("INSERT INTO t VALUES (zeroblob(100000))")
    }
    #expect(error?.code == .full)
    #expect(error?.operation == "insert")
    #expect(error?.hint.contains("Free space on the disk that holds \(path)") == true)
    try connection.run("PRAGMA max_page_count = 1000")
    try connection.run("INSERT INTO t VALUES (zeroblob(100000))")
  }

  @Test("tells a full disk from a failing one where SQLite calls both an I/O error")
  func fullBySystem() {
    let rows: [(result: Int32, systemCode: Int32, code: LedgerError.Code)] = [
      // SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_FSYNC, SQLITE_CANTOPEN; ENOSPC, EDQUOT, EIO.
      (10 | 19 << 8, 28, .full), (10 | 4 << 8, 122, .full), (14, 28, .full),
      (10 | 4 << 8, 5, .io), (14, 2, .cannotOpen), (1, 28, .other),
    ]
    for row in rows {
      let error = LedgerError(
        result: row.result,
        systemCode: row.systemCode,
        operation: "open",
        path: path,
        cause: "disk I/O error"
      )
      #expect(error.code == row.code, "\(row)")
      #expect(error.hint.contains("Free space") == (row.code == .full))
      #expect(error.cause.contains("disk is full") == (row.code == .full))
    }
  }

  @Test("says who may write when it cannot")
  func readOnly() throws {
    let writer = try opened()
    try writer.run("CREATE TABLE t (a)")
    let reader = try Connection(path: path, mode: .read)
    let error = #expect(throws: LedgerError.self) { try reader.run("INSERT INTO t VALUES (1)") }
    #expect(error?.code == .readOnly)
    #expect(error?.hint.contains("writable for the user smsdispatch") == true)
  }

  @Test("says that another program holds the lock")
  func busy() throws {
    let first = try opened()
    let second = try Connection(path: path, mode: .write)
    try first.run("BEGIN IMMEDIATE")
    let error = #expect(throws: LedgerError.self) { try second.run("BEGIN IMMEDIATE") }
    #expect(error?.code == .busy)
  }

  @Test("tells a missing file from a bad one")
  func missing() throws {
    let error = #expect(throws: LedgerError.self) { try Connection(path: path, mode: .read) }
    #expect(error?.code == .cannotOpen)
    #expect(error?.path == path)
    #expect(try !temporary.directory.contains("ledger.sqlite"))
  }

  @Test("names a file that is not a database")
  func noDatabase() throws {
    try temporary.directory.createFile("ledger.sqlite").write([UInt8](repeating: 65, count: 8192))
    let error = #expect(throws: LedgerError.self) { try opened() }
    #expect(error?.code == .corrupt)
    #expect(error?.hint.contains("move it away") == true)
  }

  @Test("never shows a stored value in an error")
  func redaction() throws {
    let connection = try opened()
    try connection.run("CREATE TABLE t (a UNIQUE)")
    try connection.run("INSERT INTO t VALUES (?)", [.text("canary")])
    let error = #expect(throws: LedgerError.self) {
      try connection.run("INSERT INTO t VALUES (?)", [.text("canary")])
    }
    #expect(error?.code == .other)
    #expect(error?.description.contains("canary") == false)
  }

  @Test("counts the frames of the log and cuts it off")
  func log() throws {
    let connection = try opened()
    connection.watchLog()
    try connection.run("CREATE TABLE t (a)")
    let frames = connection.logFrames
    try connection.run("INSERT INTO t VALUES (zeroblob(100000))")
    #expect(connection.logFrames >= frames + 24)
    let copied = try connection.checkpoint(.passive)
    #expect(copied.copied == copied.frames)
    _ = try connection.checkpoint(.truncate)
    #expect(try temporary.directory.status("ledger.sqlite-wal").size == 0)
  }
}
