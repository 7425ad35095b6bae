internal import SMSArguments
internal import SMSDaemon

/// `doctor`: checks everything that the daemon needs, and says how to repair what is wrong.
struct DoctorCommand: Subcommand {
  static let specification = Specification(
    "doctor",
    summary:
      "check configuration, rights, disk, keys, listener, senders, and say how to repair what is wrong",
    options: [.json, .config],
    notes: [
      """
      Sends no message: the keys are tried with a list of one message. Run it as root or the \
      daemon's user, to see what the daemon sees. The unit may be denied more than a root shell \
      is, so what the daemon itself met is quoted.
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
    let path = context.configurationPath(arguments)
    var findings: [Finding] = []
    var isPartial = false
    func report(_ found: [Finding]) {
      findings += found
      for finding in found { say(finding, context.console) }
    }
    let file = Result { () throws(CommandFailure) in try context.configuration(arguments) }
    let running = context.running(file, path: path)
    switch file {
    case .success(let configuration):
      report([.ok("configuration \(path)")])
      let checks = await DoctorChecks(configuration, path: path, context)
      isPartial = !checks.seesAsDaemon
      report(checks.environment())
      report(checks.state())
      report(checks.spools())
      report(checks.windows())
      report(await checks.accounts())
      report(await checks.listener())
      report(await checks.console())
      report(checks.senders())
      report(checks.codes())
      report(checks.alarms())
    case .failure(let failure):
      report(Self.findings(failure))
    }
    if let running {
      report([Self.finding(running, path)])
      let checks = await DoctorChecks(running.configuration, path: path, context)
      isPartial = !checks.seesAsDaemon
      if running.fault != nil { report(checks.environment() + checks.state() + checks.spools()) }
      report(checks.daemon())
    } else if case .success(let configuration) = file {
      report(await DoctorChecks(configuration, path: path, context).daemon())
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

  private static func findings(_ failure: CommandFailure) -> [Finding] {
    failure.message.split(separator: "\n").map {
      .problem(String($0), hint: failure.hint, failure.status)
    }
  }

  /// Keys, listener and everything else that may be called are checked only as the file defines
  /// them: the running configuration belongs to the daemon's user, who must not choose where root
  /// connects.
  private static func finding(_ running: RunningView, _ path: String) -> Finding {
    guard running.fault != nil else {
      return .note(
        "the daemon runs with what \(path) said before it was changed",
        hint: "systemctl reload smsdispatch"
      )
    }
    return .note("the daemon runs with what \(path) said before, which the rest of this is about")
  }

  private static func summary(_ problems: Int, _ isPartial: Bool) -> String {
    guard problems == 0 else { return "\(Quantity.of(problems, "problem")) to repair." }
    return isPartial ? "Nothing is wrong, as far as this user can see." : "Nothing is wrong."
  }
}
