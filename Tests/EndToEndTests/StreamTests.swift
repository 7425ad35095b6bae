import FlowrouteSimulator
import Glibc
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite("The program's streams", .timeLimit(.minutes(10)), .throttled)
struct StreamTests {
  @Test(
    "A daemon whose streams are closed works, and writes into none of its files",
    arguments: ["<&- >&- 2>&-", "2>&-", "<&- 2>&-"]
  )
  func closed(_ streams: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let layout = SpoolLayout(root: fixture.directory.path("spool"))
    try layout.make()
    let request = #"{"to": "12065550142", "body": "Hi"}"#
    try Directory(path: layout.path(of: .incoming))
      .writeReplacing("a.json", Array(request.utf8), mode: 0o644, durable: false)
    let daemon = try fixture.start(
      ["serve", "--config", fixture.configuration],
      redirecting: streams
    )
    let results = try Directory(path: layout.path(of: .results))
    _ = try await DirectoryWatch.wait(in: results) {
      try results.contains("a.json") ? true : nil
    }
    let target = try #require(realpath("/proc/\(daemon.identifier)/fd/2", nil))
    defer { free(target) }
    #expect(String(cString: target) == "/dev/null")
    let state = try Directory(path: fixture.directory.path("state"))
    // What it says of itself is all that is in the lock's file.
    let lock = try LockFile.read("lock", in: state)
    #expect(lock.holder == daemon.identifier)
    #expect(try JSONParser.parse(Array(lock.words.utf8)).object?["state"]?.string == "running")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
  }

  @Test("Output that is lost is reported, status 73", arguments: [">/dev/full", ">&-"])
  func lost(_ streams: String) async throws {
    let fixture = try ProgramFixture()
    let error = fixture.directory.path("error")
    let process = try fixture.start(["--help"], redirecting: "\(streams) 2>\(error)")
    #expect(try await process.wait() == .exited(73))
    #expect(try fixture.read("error").contains("the output is not complete: write output:"))
  }
}
