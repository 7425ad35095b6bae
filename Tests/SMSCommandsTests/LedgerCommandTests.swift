import Glibc
import SMSCommands
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("ledger check and ledger salvage, and commands with a broken ledger", .throttled)
struct LedgerCommandTests {
  private let fixture: CommandFixture

  init() throws {
    fixture = try CommandFixture()
  }

  private var path: String { fixture.directory.path("state/ledger.sqlite") }

  private func state() throws -> Directory { try Directory(path: fixture.directory.path("state")) }

  private func started() async throws -> Daemon {
    try await Daemon.start(
      DaemonOptions(
        configurationPath: fixture.configuration,
        environment: [:],
        processID: CurrentProcess.identifier,
        watchesSignals: false,
        logSink: { _ in }
      )
    )
  }

  /// The daemon's lock goes with it, at the end of the function.
  private func ran() async throws {
    await (try await started()).drain()
  }

  /// Overwrites the second half of the file, but for the pages that say what tables there are.
  private func damage() throws {
    var bytes = try state().read("ledger.sqlite", upTo: 1 << 28)
    for start in stride(from: bytes.count / 8192 * 4096, to: bytes.count, by: 4096) {
      let page = bytes[start..<start + 4096]
      guard !String(decoding: page, as: UTF8.self).contains("CREATE ") else { continue }
      for place in page.indices { bytes[place] = 0xA5 }
    }
    try state().writeReplacing("ledger.sqlite", bytes, durable: false)
  }

  @Test("a sound ledger is said to be, in words and as JSON")
  func sound() async throws {
    try await ran()
    let run = await fixture.run("ledger", "check")
    #expect(run.exit == .done)
    #expect(run.lines.last == "The ledger is sound.")
    let json = await fixture.run("ledger", "check", "--json")
    let object = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
    #expect(object["sound"]?.bool == true)
  }

  @Test("damage ends with 1, and the words say what can be done")
  func damaged() async throws {
    try await ran()
    try damage()
    let run = await fixture.run("ledger", "check")
    #expect(run.exit == .endedOtherwise)
    #expect(run.output.contains("FAIL") && run.output.contains("The ledger is damaged."))
    #expect(run.output.contains("ledger salvage \(path).new"))
    let doctor = await fixture.run("doctor")
    #expect(doctor.output.contains("FAIL  ") && doctor.output.contains("ledger salvage"))
  }

  @Test("salvage makes a ledger that the daemon starts with, and keeps the old one as it is")
  func salvage() async throws {
    try await ran()
    try damage()
    let old = try state().read("ledger.sqlite", upTo: 1 << 28)
    let new = path + ".new"
    let run = await fixture.run("ledger", "salvage", new)
    #expect(run.output.contains("mv \(new) \(path)"))
    #expect(try state().read("ledger.sqlite", upTo: 1 << 28) == old)
    let status = try state().status("ledger.sqlite.new")
    let before = try state().status("ledger.sqlite")
    #expect(status.mode == 0o600 && status.user == before.user)
    #expect(await fixture.run("ledger", "salvage", new).exit == .cannotCreate)

    for name: FileName in ["ledger.sqlite-wal", "ledger.sqlite-shm"] {
      if try state().contains(name) { try state().unlink(name) }
    }
    try state().rename("ledger.sqlite.new", to: state(), as: "ledger.sqlite")
    #expect(await fixture.run("ledger", "check").exit == .done)
    try await ran()
  }

  @Test("a ledger that is gone is not taken for one that no daemon has made yet")
  func gone() async throws {
    try await ran()
    try state().unlink("ledger.sqlite")
    for words in [["status"], ["list"], ["release", "--all"]] {
      let run = await fixture.run(words + ["--config", fixture.configuration])
      #expect(run.exit == .unavailable, "\(words)")
      #expect(run.error.contains("is gone") && run.error.contains("restore FILE"), "\(run.error)")
    }
  }

  @Test("a FIFO in the ledger's place holds no command up")
  func fifo() async throws {
    try await ran()
    try state().unlink("ledger.sqlite")
    #expect(mkfifo(path, 0o600) == 0)
    for words in [["status"], ["doctor"], ["ledger", "check"], ["list"]] {
      let run = await fixture.run(words + ["--config", fixture.configuration])
      #expect(run.exit != .done, "\(words)")
      #expect((run.output + run.error).contains("it is a FIFO"), "\(words)")
    }
  }

  @Test("a ledger that was replaced under a running daemon is not taken for the daemon's")
  func displaced() async throws {
    let daemon = try await started()
    #expect(await fixture.run("status").exit == .done)
    try state().rename("ledger.sqlite", to: state(), as: "aside")
    for isThere in [false, true] {
      if isThere { try state().writeReplacing("ledger.sqlite", [], durable: false) }
      let run = await fixture.run("status")
      #expect(run.exit == .internalError)
      #expect(run.error.contains("is not the ledger that the daemon"))
      #expect(run.error.contains("smsdispatch backup FILE"))
      #expect(await fixture.run("doctor").output.contains("is not the ledger that the daemon"))
    }
    await daemon.storage.watch.look()
    let backup = await fixture.run("backup", fixture.directory.path("rescued"))
    #expect(backup.exit == .done, "\(backup.error)")
    #expect(try fixture.directory.directory.contains("rescued"))
    await daemon.drain()
  }

  @Test("a request that the daemon takes and cannot record is reported when its time is over")
  func takenNotRecorded() async throws {
    try await ran()
    try pretendToRun()
    let incoming = try Directory(path: fixture.directory.path("state/operator/incoming"))
    async let run = fixture.run("flush", "--timeout", "1")
    // What a daemon does whose commit then fails.
    _ = try await DirectoryWatch.wait(in: incoming) {
      var listing = try incoming.listing()
      while let entry = try listing.next() {
        guard entry.name.hasSuffix(".json"), !entry.name.hasPrefix(".") else { continue }
        try incoming.unlink(entry.name)
        return true
      }
      return nil
    }
    let ended = await run
    #expect(ended.exit == .tryAgain)
    #expect(ended.error.contains("its ledger does not accept it"))
  }

  /// Makes this process the state directory's daemon, which does nothing.
  private func pretendToRun() throws {
    let process = CurrentProcess.identifier
    let status = try #require(ProcessStatus(of: process))
    let state = DaemonState(
      daemon: ProcessIdentity(
        process: process,
        startTicks: status.startTicks,
        boot: try Clocks.bootIdentifier(),
        name: status.name
      ),
      version: "1",
      startedAt: WallTime(milliseconds: 0),
      configurationPath: fixture.configuration,
      phase: .running
    )
    let text = "\(process)\n\(state.line)\n"
    try self.state().writeReplacing(DaemonState.fileName, Array(text.utf8), durable: false)
  }
}
