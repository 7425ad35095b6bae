internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

/// `config check`: every fault of the configuration; nothing is sent.
struct ConfigCheckCommand: Subcommand {
  private static let noKeys = OptionSpecification("no-keys", help: "check everything but the keys")

  static let specification = Specification(
    "config",
    "check",
    summary: "check the configuration and list every fault",
    options: [noKeys, .json, .config],
    notes: [
      "Sends nothing and changes nothing. Exit status: 78 if the daemon would refuse it.",
      """
      --no-keys is for checks that the keys are hidden from or do not matter to: a reload of the \
      unit, and an upgrade.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let path = arguments.value(.config) ?? Configuration.standardPath
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: path)
      if !arguments.has(Self.noKeys) { try checkKeys(configuration) }
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

  /// The keys as far as this process has them: those that only the unit has are no fault.
  private func checkKeys(_ configuration: Configuration) throws(ConfigurationError) {
    do throws(ConfigurationError) {
      _ = try Credentials.loadAll(configuration, environment: Environment.all())
    } catch {
      guard case .keys(let errors) = error else { throw error }
      let known = errors.filter { $0.fault != .missing }
      guard known.isEmpty else { throw .keys(known) }
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
