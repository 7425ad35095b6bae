import Glibc
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

/// A ledger's files in their own directory, and what a crash would leave of them.
final class LedgerFile: Sendable {
  static let name: FileName = "ledger.sqlite"
  static let logName: FileName = "ledger.sqlite-wal"

  let temporary: TemporaryDirectory

  /// Never copies or truncates the log, so that a test decides when to do that.
  static let still = CheckpointSchedule.Limits(
    checkpointAbove: .max / 4,
    waitAbove: .max / 4,
    rest: .max / 4,
    oldest: .max / 4
  )

  init() throws {
    temporary = try TemporaryDirectory()
  }

  var path: String { temporary.path("ledger.sqlite") }
  var directory: Directory { temporary.directory }

  func opened(
    _ limits: CheckpointSchedule.Limits = LedgerFile.still,
    runs: ProviderIDRun.Limits = ProviderIDRun.Limits()
  ) async throws -> SQLiteLedger {
    try await SQLiteLedger.open(
      path: path,
      boot: "a",
      codes: PlainCodes(),
      limits: limits,
      runs: runs
    )
  }

  /// Creates the ledger of the last version that did not have a table.
  func createOlder(without table: String) throws -> Connection {
    let versions = try #require(
      Schema.ledger.migrations.firstIndex { migration in
        migration.statements.contains { $0.contains("CREATE TABLE \(table) (") }
      }
    )
    let connection = try Connection(path: path, mode: .create)
    try Schema(migrations: Array(Schema.ledger.migrations.prefix(versions))).apply(to: connection)
    return connection
  }

  /// The ledger as it is on disk, without shared memory.
  struct Image {
    var file: [UInt8] = []
    var log: [UInt8] = []

    /// Writes the image, possibly with a torn log, into a directory of its own.
    func restored(logCutAt length: Int = .max) throws -> LedgerFile {
      let copy = try LedgerFile()
      try copy.put(LedgerFile.name, file)
      try copy.put(LedgerFile.logName, Array(log.prefix(length)))
      return copy
    }

    /// Whether the bytes of a text occur anywhere in it.
    func holds(_ text: String) -> Bool { holds(Array(text.utf8)) }

    /// Whether these bytes occur anywhere in it.
    func holds(_ pattern: [UInt8]) -> Bool {
      LedgerFile.search(file, for: pattern) || LedgerFile.search(log, for: pattern)
    }
  }

  /// What a crash now would leave.
  func image() throws -> Image {
    var image = Image(file: try directory.read(Self.name, upTo: 1 << 30))
    if try directory.contains(Self.logName) {
      image.log = try directory.read(Self.logName, upTo: 1 << 30)
    }
    return image
  }

  func put(_ name: FileName, _ bytes: [UInt8]) throws {
    try directory.writeReplacing(name, bytes, durable: false)
  }

  var logLength: Int { get throws { Int(try directory.status(Self.logName).size) } }

  /// Uses the C library: a debug build would compare megabytes byte by byte.
  private static func search(_ bytes: [UInt8], for pattern: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard var place = bytes.baseAddress else { return false }
      let end = place + bytes.count
      while let found = memchr(place, Int32(pattern[0]), end - place) {
        let start = UnsafeRawPointer(found)
        guard end - start >= pattern.count else { return false }
        if memcmp(start, pattern, pattern.count) == 0 { return true }
        place = start + 1
      }
      return false
    }
  }
}
