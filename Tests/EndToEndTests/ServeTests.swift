import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

@Suite("The program as a process", .timeLimit(.minutes(5)), .throttled)
struct ServeTests {
  @Test("From a file to the provider and back, and TERM drains with status 0")
  func whole() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let installation = try Installation(port: simulator.port)
    let daemon = try await installation.serve()
    let run = try await installation.run(
      "submit",
      "--to",
      "2065550142",
      "--body",
      "Hi",
      "--id",
      "a",
      "--wait",
      "--config",
      installation.configuration
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
    let installation = try Installation()
    let daemon = try await installation.serve()
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
    let installation = try Installation()
    let daemon = try await installation.serve()
    let run = try await installation.run("serve", "--config", installation.configuration)
    #expect(run.status == .exited(75))
    #expect(run.error.contains("process \(daemon.identifier)"))
    try daemon.send(.interrupt)
    #expect(try await daemon.wait() == .exited(0))
  }

  @Test("A faulty configuration is told in full, status 78")
  func configuration() async throws {
    let installation = try Installation()
    try installation.write("config.json5", "{ sate: 1, accounts: { main: { api: 'v3' } } }")
    let run = try await installation.run("serve", "--config", installation.configuration)
    #expect(run.status == .exited(78))
    #expect(run.error.contains("Did you mean \"state\"?"))
    #expect(run.error.contains("accounts.main.api"))
  }

  @Test(
    "Keys that cannot be used are status 78, and no key is shown",
    arguments: [nil, "", "two words\nmore", "two words" + String(repeating: "x", count: 70_000)]
  )
  func keys(_ content: String?) async throws {
    let installation = try Installation()
    if let content {
      try installation.write("secret-key", content)
    } else {
      try installation.directory.directory.unlink("secret-key")
    }
    let run = try await installation.run("serve", "--config", installation.configuration)
    #expect(run.status == .exited(78))
    #expect(run.error.contains("secret-key"))
    #expect(!run.error.contains("two words"))
  }

  @Test("A key that ends with a newline is the key without it")
  func newline() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let installation = try Installation(port: simulator.port)
    try installation.write("secret-key", Credentials.demo.secretKey + "\n")
    try installation.submit("a")
    let daemon = try await installation.serve()
    #expect(try await installation.status(of: "a") == "sent")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
  }

  @Test("HUP takes on a new configuration, and refuses a bad one")
  func reload() async throws {
    let installation = try Installation()
    let daemon = try await installation.serve()
    let good = try installation.read("config.json5")
    try installation.write("config.json5", "{")
    try daemon.send(.hangUp)
    try await installation.logged("reload refused", in: "serve.err")
    try installation.write("config.json5", good)
    try daemon.send(.hangUp)
    try await installation.logged("reloaded", in: "serve.err")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }

  @Test("A command line that means nothing is status 64")
  func usage() async throws {
    let installation = try Installation()
    #expect(try await installation.run("srve").status == .exited(64))
    let version = try await installation.run("--version").output
    #expect(version == "smsdispatch \(CurrentProcess.version)\n")
  }
}
