import SMSArguments
import SMSCommands
import SMSSystem
import TestSupport
import Testing

@Suite("The program", .throttled)
struct ProgramTests {
  private func run(_ words: String...) async -> CommandFixture.Run {
    await CommandFixture.run(words)
  }

  @Test("Without a subcommand the overview goes to standard error, status 64")
  func nothing() async {
    let run = await run()
    #expect(run.exit == .usage)
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("Usage: smsdispatch <subcommand> [options]"))
  }

  @Test("A word that is not UTF-8 is refused with its place, not repaired")
  func notUTF8() async throws {
    let fixture = try CommandFixture()
    let words = ["submit", "--to", "12065550142", "--config", fixture.configuration, "--body"]
    let run = await CommandFixture.run(
      bytes: words.map { Array($0.utf8) } + [Array("caf".utf8) + [0xE9]]
    )
    #expect(run.exit == .usage)
    #expect(run.error.contains("argument 7 is not UTF-8: caf"))
    #expect(try fixture.incoming().isEmpty)
  }

  @Test("The overview lists every subcommand of the contract that this version serves")
  func overview() async {
    let run = await run("--help")
    #expect(run.exit == .done)
    for name in [
      "demo", "serve", "submit", "wait", "show", "list", "status", "cancel", "hold", "release",
      "retry", "flush", "config check", "doctor",
    ] {
      #expect(run.output.contains("\n  \(name) "), "\(name)")
    }
  }

  @Test("Every subcommand has --help and --version", arguments: Subcommands.all.indices)
  func everywhere(_ index: Int) async {
    let words = Subcommands.all[index].specification.words
    let help = await CommandFixture.run(words + ["--help"])
    #expect(help.exit == .done)
    #expect(help.output.hasPrefix("Usage: smsdispatch \(words.joined(separator: " "))"))
    #expect(help.lines.allSatisfy { $0.count <= 100 })
    let version = await CommandFixture.run(words + ["--version"])
    #expect(version.exit == .done)
    #expect(version.output == "smsdispatch \(CurrentProcess.version)\n")
  }

  @Test("help NAME is --help of it, and a group's --help shows its commands")
  func helpWord() async {
    #expect(await run("help", "wait").output == run("wait", "--help").output)
    #expect(await run("config", "--help").output == run("config", "check", "--help").output)
  }

  @Test("A misspelt subcommand gets the nearest one, status 64")
  func misspelt() async {
    let run = await run("sumbit")
    #expect(run.exit == .usage)
    #expect(
      run.error == """
        smsdispatch: there is no subcommand sumbit; did you mean submit?
        'smsdispatch --help' lists the subcommands.

        """
    )
  }

  @Test("Half of a subcommand's name is reported, status 64")
  func half() async {
    let run = await run("config", "chekc")
    #expect(run.exit == .usage)
    #expect(run.error.contains("after config: config check"))
  }

  @Test("A usage error shows the usage, status 64")
  func usage() async {
    let run = await run("wait", "--timeout", "x", "id")
    #expect(run.exit == .usage)
    #expect(
      run.error == """
        smsdispatch wait: --timeout must be a number of seconds from 0 to 315576000
        Usage: smsdispatch wait ID [options]
        'smsdispatch wait --help' lists its options.

        """
    )
  }

  @Test("The exit statuses are those of the contract")
  func statuses() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 64, 66, 69, 70, 73, 75, 77, 78])
  }
}
