import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("The operator's spool", .serialized, .timeLimit(.minutes(10)), .throttled)
struct OperatorSpoolTests {
  @Test(
    "A stopped daemon is named at once, status 69, and no request is left for later",
    arguments: [["hold", "--all"], ["cancel", "x"], ["flush"], ["optout", "add", "2065550142"]]
  )
  func stopped(_ words: [String]) async throws {
    try await LiveFixture.run { live in
      await live.daemon.drain()
      // The test's time limit is shorter than this wait.
      let run = await live.fixture.run(
        words + ["--timeout", "3600", "--config", live.fixture.configuration]
      )
      #expect(run.exit == .unavailable)
      #expect(run.error.contains("the daemon is stopped; nothing was changed"))
      #expect(run.error.contains("systemctl start smsdispatch"))
      let requests = try live.operatorRequests()
      #expect(requests == [])
    }
  }

  @Test("An intake that takes no requests of operators is named with its reason, status 69")
  func stalled() async throws {
    try await LiveFixture.run { live in
      // What cannot be renamed into: a file in place of the directory.
      let spool = try Directory(path: live.fixture.directory.path("state/operator"))
      try spool.removeDirectory(".taken")
      _ = try spool.createFile(".taken")
      let run = await live.run("hold", "--all", "--timeout", "3600")
      #expect(run.exit == .unavailable)
      let lines = run.error.split(separator: "\n")
      #expect(
        lines.first == """
          smsdispatch hold: the daemon takes no requests of operators; nothing was changed
          """
      )
      #expect(run.error.contains("state/operator cannot be opened: Not a directory"))
      let requests = try live.operatorRequests()
      #expect(requests == [])
      #expect(await !live.run("status").output.contains("held"))
    }
  }
}

extension LiveFixture {
  /// The names of the operators' requests that the daemon has not taken.
  fileprivate func operatorRequests() throws -> [FileName] {
    let incoming = try Directory(path: fixture.directory.path("state/operator/incoming"))
    var listing = try incoming.listing()
    var names: [FileName] = []
    while let entry = try listing.next() { names.append(entry.name) }
    return names
  }
}
