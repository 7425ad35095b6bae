internal import SMSDaemon
internal import SMSSpool

/// `config check`: every fault of the configuration; nothing is sent.
struct ConfigCheckCommand: Subcommand {
  static let specification = Specification(
    "config",
    "check",
    summary: "check the configuration and list every fault",
    options: [.json, .config],
    notes: ["Sends nothing and changes nothing. Exit status: 78 if the daemon would refuse it."]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let path = arguments.value(.config) ?? Configuration.standardPath
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: path)
      tell(path, configuration, context.console)
      return .done
    } catch {
      let failure = CommandFailure(error, path: path)
      if arguments.has(.json) {
        context.console.say(
          json: JSONObject([
            ("path", .string(path)), ("valid", false),
            ("faults", .array(failure.message.split(separator: "\n").map { .string("\($0)") })),
          ])
        )
      }
      let hint = "Correct \(path), then check it again."
      throw CommandFailure(failure.status, failure.message, hint: hint)
    }
  }

  private func tell(_ path: String, _ configuration: Configuration, _ console: Console) {
    if arguments.has(.json) {
      let facts =
        [("path", .string(path)), ("valid", true), ("faults", [])] as [(String, JSONValue)]
      console.say(json: JSONObject(facts))
    } else {
      let spools = Quantity.of(configuration.spools.count, "spool")
      let accounts = Quantity.of(configuration.accounts.count, "account")
      console.say("\(path) is valid: \(spools), \(accounts)")
    }
  }
}
