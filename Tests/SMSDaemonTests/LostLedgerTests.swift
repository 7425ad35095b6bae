import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("A ledger that is lost", .throttled)
struct LostLedgerTests {
  /// A daemon that has run and is stopped.
  private func used() async throws -> DaemonFixture {
    let fixture = try DaemonFixture(port: 9)
    await (try await fixture.start()).drain()
    return fixture
  }

  private func refusal(_ fixture: DaemonFixture) async throws -> LedgerLoss {
    let error = await #expect(throws: StartError.self) { try await fixture.start() }
    guard case .ledgerGone(let loss) = try #require(error) else {
      throw Unexpected(text: "\(String(describing: error))")
    }
    return loss
  }

  private struct Unexpected: Error { let text: String }

  private func has(_ name: FileName, _ fixture: DaemonFixture) throws -> Bool {
    try Directory(path: fixture.directory.path("state")).contains(name)
  }

  private func put(_ text: String, as name: FileName, _ fixture: DaemonFixture) throws {
    try Directory(path: fixture.directory.path("state"))
      .writeReplacing(name, Array(text.utf8), durable: false)
  }

  @Test("is made for the daemon's user alone in the first place, whatever the umask lets others do")
  func mode() async throws {
    let fixture = try await used()
    let state = try Directory(path: fixture.directory.path("state"))
    #expect(try state.status("ledger.sqlite").mode & 0o777 == 0o600)
  }

  @Test("is not made again where its secret key is, and the words say what to do")
  func missing() async throws {
    let fixture = try await used()
    try fixture.remove("state/ledger.sqlite")
    let loss = try await refusal(fixture)
    #expect(loss.trace == .secretKey && !loss.isEmpty)
    let text = loss.lines.joined(separator: " ")
    #expect(text.contains("\(fixture.directory.path("state"))/ledger.sqlite is missing"))
    #expect(text.contains("restore a backup") && text.contains("smsdispatch ledger new --yes"))
    #expect(try !has("ledger.sqlite", fixture))
  }

  @Test("is not filled again where it is empty beside its secret key")
  func empty() async throws {
    let fixture = try await used()
    try put("", as: "ledger.sqlite", fixture)
    #expect(try await refusal(fixture).isEmpty)
  }

  @Test("is not made again beside results, though the key is gone too")
  func results() async throws {
    let fixture = try DaemonFixture(port: 9)
    let path = fixture.directory.path("spool/default/results")
    let results = try Directory.openOrMake(path: path, mode: 0o700)
    try results.writeReplacing("one.json", Array("{}".utf8), durable: false)
    #expect(try await refusal(fixture).trace == .results(path))
    #expect(try !has("secret.key", fixture))
  }

  @Test("is not made again beside its write-ahead log, which a new one would take for its own")
  func log() async throws {
    let fixture = try await used()
    try fixture.remove("state/ledger.sqlite")
    try fixture.remove("state/secret.key")
    try put("commits", as: "ledger.sqlite-wal", fixture)
    #expect(try await refusal(fixture).trace == .log)
    #expect(try has("ledger.sqlite-wal", fixture))
  }

  @Test("a first start that failed between ledger and key loses nothing")
  func failedFirstStart() async throws {
    let fixture = try await used()
    try fixture.remove("state/secret.key")
    await (try await fixture.start()).drain()
    #expect(try has("secret.key", fixture))
  }
}
