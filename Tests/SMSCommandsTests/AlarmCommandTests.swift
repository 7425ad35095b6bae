import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Alarms, as an operator tries them", .timeLimit(.minutes(10)), .throttled)
struct AlarmCommandTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.directory.makeDirectory("files", mode: 0o700)
    try write("good", "cat >/dev/null")
    try write("bad", "echo oh >&2; exit 9")
  }

  private func write(_ name: FileName, _ script: String, mode: UInt32 = 0o755) throws {
    try directory.directory
      .writeReplacing(name, Array("#!/bin/sh\n\(script)\n".utf8), mode: mode, durable: false)
  }

  private func alarms(_ members: String) -> String { "alarms: { \(members) }," }

  @Test("alarms test reports how the command ended and which files were written")
  func good() async throws {
    let members = alarms(
      "command: ['\(directory.path("good"))'], directory: '\(directory.path("files"))'"
    )
    try await LiveFixture.run(members: members) { live in
      let run = await live.run("alarms", "test")
      #expect(run.exit == .done)
      #expect(run.lines.count == 4)
      #expect(run.lines[0] == "ok    command, raised: it ended with exit status 0")
      #expect(
        run.lines[1].hasPrefix("ok    directory, raised: it is in \(directory.path("files"))/")
      )
      let json = await live.run("alarms", "test", "--json")
      let object = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
      #expect(object["good"]?.bool == true)
      let deliveries = (object["deliveries"]?.array ?? []).compactMap(\.object)
      #expect(deliveries.map { $0["state"]?.string } == ["raised", "raised", "cleared", "cleared"])
      #expect(deliveries[0]["exit_status"]?.number?.int64 == 0)
      let file = try #require(deliveries[3]["file"]?.string)
      #expect(file.hasSuffix("-cleared.json"))
      #expect(try FileStatus(of: file).mode == 0o640)
    }
  }

  @Test("a command that fails is reported with its status, and ends alarms test with 1")
  func bad() async throws {
    let members = alarms("command: ['\(directory.path("bad"))']")
    try await LiveFixture.run(members: members) { live in
      let run = await live.run("alarms", "test")
      #expect(run.exit == .endedOtherwise)
      #expect(
        run.lines == [
          "FAIL  command, raised: it ended with exit status 9",
          "FAIL  command, cleared: it ended with exit status 9",
        ]
      )
    }
  }

  @Test("without a place for alarms it says what to configure")
  func nowhere() async throws {
    try await LiveFixture.run { live in
      let run = await live.run("alarms", "test")
      #expect(run.exit == .configuration)
      #expect(run.error.contains("alarms.command"))
    }
  }

  @Test(
    "config check and doctor find a command that cannot be run, and a directory that is missing"
  )
  func check() async throws {
    try write("plain", "", mode: 0o644)
    try write("open", "", mode: 0o777)
    for (members, words) in [
      ("command: ['/no/such/program']", "No such file"),
      ("command: ['\(directory.path)']", "is not a program, but a directory"),
      ("command: ['\(directory.path("plain"))']", "is not executable"),
      ("command: ['\(directory.path("open"))']", "can be changed by others"),
      ("directory: '/no/such/directory'", "install -d -o "),
      ("directory: '\(directory.path("plain"))'", "Not a directory"),
    ] {
      let fixture = try CommandFixture(members: alarms(members))
      let check = await fixture.run("config", "check")
      #expect(check.exit == .configuration, "\(members)")
      #expect(check.error.contains(words), "\(members): \(check.error)")
      let doctor = await fixture.run("doctor")
      let output = doctor.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(output.contains(words), "\(members): \(output)")
    }
    let members = "command: ['\(directory.path("good"))'], directory: '\(directory.path("files"))'"
    let fixture = try CommandFixture(members: alarms(members))
    #expect(await fixture.run("config", "check").exit == .done)
    let doctor = await fixture.run("doctor").output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(doctor.contains("ok alarms run \(directory.path("good")) and are written to "))
  }

  @Test("a unit that hides the command or may not write the directory is a fault")
  func sandbox() async throws {
    let members = "command: ['\(directory.path("good"))'], directory: '\(directory.path("files"))'"
    let fixture = try CommandFixture(members: alarms(members))
    fixture.install { unit in
      unit.inaccessiblePaths = [directory.path("good")]
      unit.readOnlyPaths = [directory.path("files")]
    }
    let check = await fixture.run("config", "check")
    #expect(check.error.contains("good is hidden from the unit"))
    #expect(check.error.contains("files is outside of what the unit may write"))
  }
}
