import SMSArguments
import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("The command line", .throttled)
struct OptionsTests {
  private func options(_ words: [String]) throws(UsageError) -> SimulatorOptions {
    try SimulatorOptions(ArgumentParser.parse(words, for: SimulatorOptions.specification))
  }

  @Test("without options it is the provider's limit on port 8026")
  func defaults() throws {
    let options = try options([])
    #expect(options.configuration.port == 8_026)
    #expect(options.configuration.messagesPerSecond == 5)
    #expect(options.configuration.numbers == ["12065550101"])
    #expect(options.configuration.credentials == .demo)
    #expect(!options.isQuiet)
  }

  @Test("every option is obeyed")
  func all() throws {
    let options = try options([
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

  struct Mistake: CustomTestStringConvertible, Sendable {
    var words: [String]
    var message: String
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(
    "what makes no sense is refused with the option's name",
    arguments: [
      Mistake(words: ["--nothing"], message: "there is no option --nothing"),
      Mistake(words: ["--port"], message: "--port needs a value: --port N"),
      Mistake(
        words: ["--port", "65536"],
        message: "--port must be a whole number from 0 to 65535"
      ),
      Mistake(
        words: ["--number", "142"],
        message: "--number must be a number of 11 digits, as in 12065550101"
      ),
      Mistake(
        words: ["--rate", "-1"],
        message: "--rate must be a whole number from 0 to 1000000"
      ),
      Mistake(
        words: ["--window", "round"],
        message: "--window must be one of sliding, fixed"
      ),
      Mistake(
        words: ["--latency-ms", "86400001"],
        message: "--latency-ms must be a whole number from 0 to 86400000"
      ),
      Mistake(words: ["--access-key", ""], message: "--access-key must not be empty"),
      Mistake(
        words: ["--clock-skew-ms", "315360000001"],
        message: "--clock-skew-ms must be a whole number from -315360000000 to 315360000000"
      ),
      Mistake(
        words: ["--callback-connections", "0"],
        message: "--callback-connections must be a whole number from 1 to 256"
      ),
      Mistake(
        words: ["--record-text", "upside-down"],
        message: "--record-text must be one of exact, trimmed, crlf, straight, ascii, escaped, "
          + "cut, redacted, empty, null, missing"
      ),
      Mistake(
        words: ["--record-time", ""],
        message: "--record-time must be one of exact, minute, early, local, missing"
      ),
      Mistake(words: ["8026"], message: "\"8026\" is one argument too many"),
    ]
  )
  func refused(_ mistake: Mistake) {
    let error = #expect(throws: UsageError.self) { try options(mistake.words) }
    #expect(error?.description == mistake.message)
  }

  @Test("the program's exit status says how it went")
  func status() async throws {
    #expect(await SimulatorCommand.run(["--help"]) == 0)
    #expect(await SimulatorCommand.run(["--version"]) == 0)
    #expect(await SimulatorCommand.run(["--nothing"]) == 64)
    try await Client.run { client in
      let port = String(client.simulator.port)
      #expect(await SimulatorCommand.run(["--quiet", "--port", port]) == 69)
    }
  }
}
