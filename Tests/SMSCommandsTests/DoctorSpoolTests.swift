import Glibc
import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("doctor and the spools", .serialized, .throttled)
struct DoctorSpoolTests {
  @Test("A directory that two spools share is reported once, with the daemon and without it")
  func shared() async throws {
    try await LiveFixture.run { live in
      let root = live.fixture.directory.path
      try #require(symlink("spool", "\(root)/twin") == 0)
      let text = try live.fixture.directory.directory.read("config.json5", upTo: 1 << 16)
      try live.fixture.write(
        "config.json5",
        String(decoding: text, as: UTF8.self)
          .replacing(
            "spools: {",
            with: "spools: { twin: { path: \"\(root)/twin\", default_from: \"12065550101\" },"
          )
      )
      func check() async {
        let run = await live.run("doctor", "--json")
        #expect(run.exit == .configuration)
        let told = run.lines.filter { $0.contains("spool twin") }
        #expect(told.count == 1, "\(told)")
        #expect(told.allSatisfy { $0.contains("\"problem\"") }, "\(told)")
        #expect(told.allSatisfy { $0.contains("leads to the directory of the spool default") })
        #expect(run.output.contains("spool default: \(root)/spool, open to"))
      }
      await check()
      await live.daemon.reload()
      while await !live.run("status", "--json").output.contains("takes its requests") {}
      await check()
    }
  }
}
