internal import SMSDaemon

/// `doctor`: looks at everything the daemon needs, and says how to repair what is wrong.
struct DoctorCommand: Subcommand {
  static let specification = Specification(
    "doctor",
    summary:
      "check configuration, rights, disk, keys, listener, senders, and tell how to repair them",
    options: [.json, .config],
    notes: [
      """
      Sends no message: the keys are tried with a list of one message. Run it as root or the \
      daemon's user, to see what the daemon sees. The unit may be shut out of more than a root \
      shell is, so what the daemon itself met is quoted.
      """,
      """
      Exit status: 0 if nothing is wrong, else that of the first problem: 78 configuration or \
      keys, 77 rights, 69 provider, 1 anything else.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let path = arguments.value(.config) ?? Configuration.standardPath
    var findings: [Finding] = []
    var isPartial = false
    func tell(_ found: [Finding]) {
      findings += found
      for finding in found { say(finding, context.console) }
    }
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: path)
      tell([.ok("configuration \(path)")])
      let checks = await Checkup(configuration, path: path, context)
      isPartial = !checks.seesAsDaemon
      tell(checks.environment())
      tell(checks.state())
      tell(checks.spools())
      tell(await checks.accounts())
      tell(await checks.listener())
      tell(checks.senders())
      tell(checks.codes())
      tell(checks.daemon())
    } catch {
      tell(Self.findings(error, path))
    }
    let problems = findings.filter { $0.level == .problem }
    if !arguments.has(.json) {
      context.console.say(["", Self.summary(problems.count, isPartial)])
    }
    return problems.first?.status ?? .done
  }

  private func say(_ finding: Finding, _ console: Console) {
    if arguments.has(.json) {
      console.say(json: finding.json)
    } else {
      console.say(finding.lines(width: console.width()))
    }
  }

  private static func findings(_ error: ConfigurationError, _ path: String) -> [Finding] {
    let failure = CommandFailure(error, path: path)
    return failure.message.split(separator: "\n").map {
      .problem(String($0), hint: failure.hint, failure.status)
    }
  }

  private static func summary(_ problems: Int, _ isPartial: Bool) -> String {
    guard problems == 0 else { return "\(Quantity.of(problems, "problem")) to repair." }
    return isPartial ? "Nothing is wrong, as far as this user can see." : "Nothing is wrong."
  }
}
