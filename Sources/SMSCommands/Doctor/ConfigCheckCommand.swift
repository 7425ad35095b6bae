internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON

/// `config check`: lists all faults of the configuration; sends nothing.
struct ConfigCheckCommand: Subcommand {
  private static let noKeys = OptionSpecification("no-keys", help: "check everything but the keys")

  static let specification = Specification(
    "config",
    "check",
    summary: "check the configuration and list every fault",
    options: [noKeys, .json, .config],
    notes: [
      """
      Sends nothing and changes nothing. Looks also at what a valid configuration needs: keys, \
      certificates, directories, and what the unit may write. Exit status: 78 if the daemon would \
      refuse it.
      """,
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
    let configuration: Configuration
    do throws(ConfigurationError) {
      configuration = try Configuration.load(path: path)
    } catch {
      throw refused(CommandFailure(error, path: path), path, context.console)
    }
    let answer = await context.serviceManager.unit(ServiceManager.unitName)
    let check = StartCheck(configuration, path: path, answer)
    for note in check.notes { context.console.report("note: \(note.line)") }
    let zoneFaults = zoneFaults(configuration, context)
    var faults = check.faults.map(\.line) + zoneFaults
    if !arguments.has(Self.noKeys) { faults += keyFaults(configuration, path, answer, context) }
    guard faults.isEmpty else {
      // Keys, and what the machine lacks, are not repaired in the file.
      let hint = zoneFaults.allSatisfy { $0.hasSuffix(ZoneFiles.repair) } ? "" : "Correct it."
      let failure = CommandFailure(.configuration, faults.joined(separator: "\n"), hint: hint)
      throw refused(failure, path, context.console)
    }
    show(path, configuration, context.console)
    return .done
  }

  private func zoneFaults(_ configuration: Configuration, _ context: Context) -> [String] {
    do throws(ConfigurationError) {
      _ = try configuration.withZones(at: context.now)
      return []
    } catch {
      return error.lines
    }
  }

  /// The faults of the keys, as far as this process can see them: keys that only another user can
  /// read, or only systemd can decrypt, do not count.
  private func keyFaults(
    _ configuration: Configuration,
    _ path: String,
    _ answer: ServiceManager.Answer,
    _ context: Context
  ) -> [String] {
    let unit = answer.unit(running: path)
    let user = DaemonUser(configuration, unit: unit)
    do throws(ConfigurationError) {
      _ = try Credentials.loadAll(configuration, environment: context.environment(), unit: unit)
      return []
    } catch {
      guard case .keys(let errors) = error else { return error.lines }
      func isKnown(_ error: CredentialError) -> Bool {
        switch error.fault {
        case .encrypted: false
        case .missing: unit?.hasNoKeys ?? false
        case .unreadable: user?.isSeenByThisProcess ?? false
        case .absent, .empty, .tooLarge, .strayCharacter, .quoted, .colon: true
        }
      }
      for error in errors where !isKnown(error) {
        context.console.report(
          "note: the keys were not checked: accounts.\(error.account): \(error.rule)"
        )
      }
      return errors.filter(isKnown).map { "\($0)" }
    }
  }

  private func refused(
    _ failure: CommandFailure,
    _ path: String,
    _ console: Console
  ) -> CommandFailure {
    if arguments.has(.json) {
      console.say(
        json: JSONObject([
          ("path", .string(path)), ("valid", false),
          ("faults", .array(failure.message.split(separator: "\n").map { .string("\($0)") })),
        ])
      )
    }
    let hint = "Correct \(path), then check it again."
    return CommandFailure(failure.status, failure.message, hint: failure.hint.isEmpty ? "" : hint)
  }

  private func show(_ path: String, _ configuration: Configuration, _ console: Console) {
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
