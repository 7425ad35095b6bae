import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSCommands

@Suite("What the daemon runs with", .serialized, .timeLimit(.minutes(10)), .throttled)
struct RunningConfigurationTests {
  private static let faulty = "{ spools: { default: { path: 7 } }, "

  @Test("serves every command that needs no provider, and they say so, while the file is faulty")
  func faulty() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write("config.json5", Self.faulty)
      let commands = [
        ["submit", "--to", "2065550142", "--body", "Hi", "--id", "one", "--wait"],
        ["wait", "one"], ["status"], ["list"], ["show", "one"], ["hold", "--all"],
        ["release", "--all"], ["flush"], ["optout", "list"], ["enroll", "list"],
        ["verify", "start", "--to", "2065550142", "--wait"],
      ]
      for words in commands {
        let run = await live.fixture.run(words + ["--config", live.fixture.configuration])
        #expect(run.exit == .done, "\(words) \(run.error)")
        #expect(run.error.contains("config.json5 cannot be used"), "\(words)")
        let said = run.error.split(separator: "\n").filter { $0.contains("the daemon runs with") }
        #expect(said.count == 1, "\(words) \(run.error)")
      }
      #expect(await live.run("status").output.contains("taking"))
      let doctor = await live.run("doctor")
      #expect(doctor.exit == .configuration)
      #expect(doctor.output.contains("FAIL"))
      #expect(doctor.output.contains("ok    daemon: running"))
      // Root must not call where the daemon's user says.
      #expect(!doctor.output.contains("account main"))
      #expect(await live.run("callbacks", "show").exit == .configuration)

      await live.daemon.drain()
      #expect(await live.run("status").exit == .configuration)
      #expect(await live.run("wait", "one").exit == .configuration)
    }
  }

  @Test("is shown instead of a file that was changed and not read again")
  func changed() async throws {
    try await LiveFixture.run { live in
      let directory = live.fixture.directory
      let text = String(
        decoding: try directory.directory.read("config.json5", upTo: 1 << 16),
        as: UTF8.self
      )
      let other = "spools: { other: { path: \"\(directory.path)/other\" },"
      try live.fixture.write("config.json5", text.replacing("spools: {", with: other))
      let status = await live.run("status")
      #expect(status.exit == .done)
      #expect(status.error.contains("was changed since the daemon read it"))
      #expect(!status.output.contains("other"))
      let submit = await live.run(
        "submit",
        "--to",
        "2065550142",
        "--body",
        "Hi",
        "--spool",
        "other"
      )
      #expect(submit.exit == .usage)
      #expect(submit.error.contains("default"))
      // Its lines are wrapped, wherever the path of this installation lets them be.
      let doctor = await live.run("doctor").output.split(whereSeparator: \.isWhitespace)
      #expect(doctor.joined(separator: " ").contains("before it was changed"))

      await live.daemon.reload()
      let reloaded = await live.run("status")
      #expect(reloaded.error.isEmpty && reloaded.output.contains("other"))
      #expect(
        await live.run("submit", "--to", "2065550142", "--body", "Hi", "--spool", "other").exit
          == .usage,
        "the spool has no default_from: it is the file's rules that say so"
      )

      // Another state waits for a restart; the daemon is where it was.
      try live.fixture.write("config.json5", text.replacing("/state\"", with: "/elsewhere\""))
      #expect(await live.run("status").exit == .done)
    }
  }

  @Test("lies where those may read it who need it, and goes with the daemon")
  func files() async throws {
    let fixture = try CommandFixture()
    let daemon = try await fixture.serve()
    let run = try Directory(path: fixture.runtimeDirectory)
    let state = try Directory(path: fixture.directory.path("state"))
    #expect(try run.status("spools.json").mode == 0o644)
    #expect(try state.status("running-config.json5").mode == 0o600)
    let bytes = try run.read("spools.json", upTo: 1 << 16)
    let table = try #require(try JSONParser.parse(bytes).object)
    let spool = table["spools"]?.object?["default"]?.object
    #expect(spool?["path"]?.string == fixture.spool)
    #expect(spool?["default_from"]?.string == "12065550101")
    #expect(spool?.members.count == 2)
    await daemon.drain()
    #expect(try !run.contains("spools.json"))

    // One that a killed daemon left names a process that is gone.
    var stale = table
    stale.set("start_ticks", .number(JSONNumber(1)))
    try run.writeReplacing("spools.json", JSONWriter.write(.object(stale)), durable: false)
    try fixture.write("config.json5", Self.faulty)
    #expect(await fixture.run("wait", "one").exit == .configuration)
  }
}
