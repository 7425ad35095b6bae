internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// Checks the keys and address of every account with a call that sends nothing.
  func accounts() async -> [Finding] {
    var findings = start.accountFiles.map { Finding.problem($0) }
    var keys: [String: Credentials] = [:]
    for (name, account) in configuration.accounts.sorted(by: { $0.key < $1.key }) {
      do throws(CredentialError) {
        keys[name] = try loadKeys(of: name, account)
        if let changed = changedKeys(of: name, keys[name]) { findings.append(changed) }
      } catch {
        findings.append(missingKeys(error, of: name))
      }
    }
    do throws(StartError) {
      let errors = try await AccountProbe(configuration, keys).run(today: now)
      for (name, credentials) in keys.sorted(by: { $0.key < $1.key }) {
        findings.append(Self.finding(name, credentials, errors[name]))
      }
      findings += await numbers(unless: Set(errors.keys))
    } catch {
      findings += error.lines.map { .problem($0, hint: "Install libcurl 4.", .unavailable) }
    }
    return findings
  }

  private static func finding(
    _ name: String,
    _ credentials: Credentials,
    _ error: JobError?
  ) -> Finding {
    guard let error else {
      return .ok("account \(name): the provider accepts the \(credentials)")
    }
    let status = error.httpStatus.map { " (HTTP \($0))" } ?? ""
    return .problem(
      "account \(name): \(error.code.rawValue)\(status): \(error.message)",
      hint: error.hint,
      .unavailable
    )
  }

  /// The configuration with only the accounts whose keys are available here.
  var withKeys: Configuration {
    var known = configuration
    known.accounts = configuration.accounts.filter { name, account in
      (try? loadKeys(of: name, account)) != nil
    }
    return known
  }

  /// The keys of an account, including those of the unit.
  func loadKeys(
    of name: String,
    _ account: Configuration.Account
  ) throws(CredentialError) -> Credentials {
    let environment = context.environment()
    return try Credentials.load(for: name, account, environment: environment, unit: unit)
  }

  /// A note if the keys were changed after the daemon read them; nil otherwise.
  private func changedKeys(of name: String, _ keys: Credentials?) -> Finding? {
    guard configuration.accounts[name]?.keyFiles == nil, let keys, let unit,
      let running = unit.runningKeys(), !running.isSame(as: keys)
    else { return nil }
    return .note(
      "account \(name): the daemon runs with other keys than the \(keys)",
      hint: "systemctl restart smsdispatch"
    )
  }

  private func missingKeys(_ error: CredentialError, of name: String) -> Finding {
    switch error.fault {
    case .encrypted:
      return .note(
        "account \(name): \(error.rule)",
        hint: "Start the unit, or run doctor with its keys, as root:\n"
          + "  \(unit?.running(context.commandLine) ?? context.commandLine)"
      )
    case .missing where !(unit?.hasNoKeys ?? false):
      return .note(
        "account \(name): the keys are not known here; the unit may have them",
        hint: "'systemctl cat smsdispatch' shows where it gets them: EnvironmentFile=, say."
      )
    case .unreadable where !seesAsDaemon:
      return .note("account \(name): \(error.rule)", hint: "sudo \(context.commandLine)")
    default:
      return .problem("account \(name): \(error.rule)", hint: error.hint, .configuration)
    }
  }
}

extension Finding {
  /// A fault that would affect a start of the daemon.
  static func problem(_ fault: StartCheck.Fault) -> Finding {
    let command = fault.command.map { "\n  \($0)" } ?? ""
    return .problem(fault.text, hint: fault.hint + command, .configuration)
  }
}
