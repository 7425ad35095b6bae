import SMSCore
import SMSJSON
import SMSSecrets
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("An import of opt-outs", .throttled)
struct OptOutImportTests {
  private let fixture: DaemonFixture
  private static let file: FileName = ".attached-list"
  private static let command = Command.importOptOuts(file: "\(file)")

  init() async throws {
    fixture = try DaemonFixture(port: 9)
    // Makes the ledger and the operator's spool.
    await (try await fixture.start()).drain()
  }

  private var incoming: Directory {
    get throws { try Directory(path: fixture.directory.path("state/operator/incoming")) }
  }

  private static func line(_ number: Int) -> String {
    "1206555\(1000 + number),,2025-03-01T00:00:00.000Z,import: list\n"
  }

  /// Leaves what a daemon leaves that ended right after these steps.
  private func crash(
    after steps: [Range<Int>] = []
  ) async throws {
    let ledger = try await Composition.ledger(in: fixture.directory.path("state")).open(
      boot: "a",
      codes: SecretCodeBook(try SecretKey.random()),
      reporting: { _ in }
    )
    let submission = Submission(
      name: JobName(spool: Configuration.operatorSpool, id: "import"),
      content: .command(Self.command),
      hasExplicitID: true,
      digest: [UInt8](repeating: 1, count: 32),
      metadata: nil,
      producer: 0,
      taken: 1,
      acceptedAt: WallTime(milliseconds: 1_764_000_000_000),
      acceptedOn: BootTime(nanoseconds: 1, boot: "a")
    )
    guard case .command(let job) = try await ledger.accept([submission]).first else {
      Issue.record("a command is accepted")
      return
    }
    for step in steps {
      var list = OptOutList(
        origin: OptOut.Origin(.operator),
        now: WallTime(nanoseconds: Clocks.wall)
      )
      _ = list.read(Array(OptOutList.header.utf8), line: 0)
      let lines = step.map { Self.line($0) }
      let entries = lines.compactMap { line -> OptOut? in
        let bytes = Array(line.utf8.dropLast())
        if case .entry(let entry) = list.read(bytes, line: 1) { return entry }
        return nil
      }
      let end = (0..<step.upperBound).reduce(0) { $0 + Self.line($1).utf8.count }
      _ = try await ledger.add(
        entries,
        ofImport: job.number,
        through: Int64(end),
        at: WallTime(nanoseconds: Clocks.wall)
      )
    }
    await ledger.close()
  }

  private func result() async throws -> JSONObject {
    let results = try Directory(path: fixture.directory.path("state/operator/results"))
    return try await DirectoryWatch.wait(in: results) {
      guard try results.contains("import.json") else { return nil }
      return try JSONParser.parse(results.read("import.json", upTo: 1 << 20)).object
    }
  }

  private func report() async throws -> [String: Int64] {
    let report = try await result()["report"]?.object?.members ?? []
    return Dictionary(
      uniqueKeysWithValues: report.compactMap { member in
        member.value.number?.int64.map { (member.name, $0) }
      }
    )
  }

  @Test("goes on where a crash left it, and counts everything once")
  func resumed() async throws {
    let lines = (0..<1_300).map { Self.line($0) }
    try incoming.writeReplacing(Self.file, Array(lines.joined().utf8), durable: false)
    try await crash(after: [0..<500, 500..<600])
    let daemon = try await fixture.start()
    #expect(try await report() == ["added": 1_300, "known": 0, "outdated": 0])
    await daemon.drain()
    #expect(try !incoming.contains(Self.file))
    var count = 0
    let place = LedgerPlace(try Configuration.load(path: fixture.configurationPath))
    try place.reader().forEachPageOfOptOuts { page in
      count += page.count
      return true
    }
    #expect(count == 1_300)
  }

  @Test("whose file is gone fails, and says that it can be repeated")
  func fileGone() async throws {
    try await crash()
    let daemon = try await fixture.start()
    let result = try await result()
    #expect(result["error"]?.object?["code"]?.string == "import_failed")
    #expect(result["error"]?.object?["hint"]?.string?.hasPrefix("Import it again") == true)
    await daemon.drain()
  }

  @Test("whose file was changed fails at the faulty line")
  func changed() async throws {
    let text = Self.line(1) + "911,,,\n" + Self.line(2)
    try incoming.writeReplacing(Self.file, Array(text.utf8), durable: false)
    try await crash()
    let daemon = try await fixture.start()
    let result = try await result()
    let message = result["error"]?.object?["message"]?.string
    #expect(message?.contains("line 2: phone must have 11 digits") == true)
    await daemon.drain()
  }
}
