import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("The command line", .throttled)
struct OptionsTests {
  @Test("without options it is the provider's limit on port 8026")
  func defaults() throws {
    let options = try SimulatorOptions([])
    #expect(options.configuration.port == 8_026)
    #expect(options.configuration.messagesPerSecond == 5)
    #expect(options.configuration.numbers == ["12065550101"])
    #expect(options.configuration.credentials == .demo)
    #expect(!options.isQuiet)
  }

  @Test("every option is obeyed")
  func all() throws {
    let options = try SimulatorOptions([
      "--port", "0", "--access-key", "a", "--secret-key", "b", "--number", "+12065550111",
      "--number", "12065550112", "--opted-out", "12065550142", "--rate", "0", "--window", "fixed",
      "--latency-ms", "7", "--jitter-ms", "8", "--registration-delay-ms", "9", "--seed", "10",
      "--clock-skew-ms", "-11", "--callback-connections", "12",
      "--record-text", "cut", "--record-time", "local", "--endless-list", "--quiet",
    ])
    let configuration = options.configuration
    #expect(configuration.port == 0)
    #expect(configuration.credentials == Credentials(accessKey: "a", secretKey: "b"))
    #expect(configuration.numbers == ["12065550111", "12065550112"])
    #expect(configuration.optOuts.count == 2)
    #expect(configuration.messagesPerSecond == nil)
    #expect(configuration.window == .fixed)
    #expect(configuration.latency == 7_000_000)
    #expect(configuration.jitter == 8_000_000)
    #expect(configuration.registrationDelay == 9_000_000)
    #expect(configuration.seed == 10)
    #expect(configuration.clockSkew == -11_000_000)
    #expect(configuration.callbackConnections == 12)
    #expect(configuration.recordForm.text == .cut)
    #expect(configuration.recordForm.time == .local)
    #expect(configuration.recordForm.isEndless)
    #expect(options.isQuiet)
  }

  @Test(
    "what makes no sense is refused with the option's name",
    arguments: [
      ["--nothing"], ["--port"], ["--port", "65536"], ["--number", "142"], ["--rate", "-1"],
      ["--window", "round"], ["--latency-ms", "86400001"], ["--access-key", ""],
      ["--clock-skew-ms", "315360000001"], ["--callback-connections", "0"],
      ["--record-text", "upside-down"], ["--record-time", ""],
      ["8026"],
    ]
  )
  func refused(_ arguments: [String]) {
    let error = #expect(throws: SimulatorOptions.UsageError.self) {
      try SimulatorOptions(arguments)
    }
    #expect(error?.message.hasPrefix(arguments[0]) == true)
  }

  @Test("the help names every option and the version is there")
  func help() throws {
    for option in ["--port", "--number", "--window", "--registration-delay-ms", "--quiet"] {
      #expect(SimulatorCommand.help.contains(option))
    }
    #expect(try SimulatorOptions(["--help"]).wantsHelp)
    #expect(try SimulatorOptions(["--version"]).wantsVersion)
  }

  @Test("the program's exit status says how it went")
  func status() async throws {
    #expect(await SimulatorCommand.run(["--version"]) == 0)
    #expect(await SimulatorCommand.run(["--nothing"]) == 64)
    try await Client.run { client in
      let port = String(client.simulator.port)
      #expect(await SimulatorCommand.run(["--quiet", "--port", port]) == 69)
    }
  }
}
