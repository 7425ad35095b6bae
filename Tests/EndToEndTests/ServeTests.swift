import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

@Suite("The program as a process", .timeLimit(.minutes(10)), .throttled)
struct ServeTests {
  @Test("From a file to the provider and back, and TERM drains with status 0")
  func whole() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let run = try await fixture.run(
      "submit",
      "--to",
      "2065550142",
      "--body",
      "Hi",
      "--id",
      "a",
      "--wait",
      "--config",
      fixture.configuration
    )
    #expect(run.status == .exited(0))
    #expect(run.output.hasPrefix("a: sent to 12065550142"))
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    #expect(await simulator.messages.map(\.to) == ["12065550142"])
    await simulator.stop()
  }

  @Test("No core dump holds its keys and codes, and it opens as many files as it may")
  func limits() async throws {
    let fixture = try ProgramFixture()
    let daemon = try await fixture.serve()
    let process = try Directory(entering: "/proc/\(daemon.identifier)")
    let limits = String(decoding: try process.read("limits", upTo: 1 << 16), as: UTF8.self)
      .split(separator: "\n")
    let core = try #require(limits.first { $0.contains("core file size") })
    #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
    let files = try #require(limits.first { $0.contains("open files") })
    let (soft, hard) = (files.split(separator: " ")[3], files.split(separator: " ")[4])
    #expect(soft == hard, "\(files)")
    try daemon.send(.terminate)
    _ = try await daemon.wait()
  }

  @Test("A second daemon on the same state exits 75 and says who holds it")
  func second() async throws {
    let fixture = try ProgramFixture()
    let daemon = try await fixture.serve()
    let run = try await fixture.run("serve", "--config", fixture.configuration)
    #expect(run.status == .exited(75))
    #expect(run.error.contains("process \(daemon.identifier)"))
    try daemon.send(.interrupt)
    #expect(try await daemon.wait() == .exited(0))
  }

  @Test("A faulty configuration is reported in full, status 78")
  func configuration() async throws {
    let fixture = try ProgramFixture()
    try fixture.write("config.json5", "{ sate: 1, accounts: { main: { api: 'v3' } } }")
    let run = try await fixture.run("serve", "--config", fixture.configuration)
    #expect(run.status == .exited(78))
    #expect(run.error.contains("Did you mean \"state\"?"))
    #expect(run.error.contains("accounts.main.api"))
  }

  @Test(
    "Keys that cannot be used are status 78, and no key is shown",
    arguments: [nil, "", "two words\nmore", "two words" + String(repeating: "x", count: 70_000)]
  )
  func keys(_ content: String?) async throws {
    let fixture = try ProgramFixture()
    if let content {
      try fixture.write("secret-key", content)
    } else {
      try fixture.directory.directory.unlink("secret-key")
    }
    let run = try await fixture.run("serve", "--config", fixture.configuration)
    #expect(run.status == .exited(78))
    #expect(run.error.contains("secret-key"))
    #expect(!run.error.contains("two words"))
  }

  @Test("A key that ends with a newline is the key without it")
  func newline() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    try fixture.write("secret-key", Credentials.demo.secretKey + "\n")
    try fixture.submit("a")
    let daemon = try await fixture.serve()
    #expect(try await fixture.status(of: "a") == "sent")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
  }

  @Test("HUP takes on a new configuration, and refuses a bad one")
  func reload() async throws {
    let fixture = try ProgramFixture()
    let daemon = try await fixture.serve()
    let good = try fixture.read("config.json5")
    try fixture.write("config.json5", "{")
    try daemon.send(.hangUp)
    try await fixture.logged("reload refused", in: "serve.err")
    try fixture.write("config.json5", good)
    try daemon.send(.hangUp)
    try await fixture.logged("reloaded", in: "serve.err")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }

  @Test("A command line that means nothing is status 64")
  func usage() async throws {
    let fixture = try ProgramFixture()
    #expect(try await fixture.run("srve").status == .exited(64))
    let version = try await fixture.run("--version").output
    #expect(version == "smsdispatch \(CurrentProcess.version)\n")
  }
}
