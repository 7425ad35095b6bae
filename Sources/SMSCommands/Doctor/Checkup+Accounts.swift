internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

extension Checkup {
  /// Keys and address of every account, tried with a call that sends nothing.
  func accounts() async -> [Finding] {
    var findings: [Finding] = []
    var keys: [String: Credentials] = [:]
    for (name, account) in configuration.accounts.sorted(by: { $0.key < $1.key }) {
      do throws(CredentialError) {
        let environment = Environment.all()
        keys[name] = try Credentials.load(for: name, account, environment: environment)
      } catch {
        findings.append(missingKeys(error, of: name))
      }
    }
    do throws(StartError) {
      let errors = try await AccountProbe(configuration, keys).run(today: now)
      for (name, credentials) in keys.sorted(by: { $0.key < $1.key }) {
        findings.append(Self.finding(name, credentials, errors[name]))
      }
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

  /// Keys given to the unit by systemd are not there in a shell: that is no fault.
  private func missingKeys(_ error: CredentialError, of name: String) -> Finding {
    let ownFiles = configuration.accounts[name]?.keyFiles != nil
    if error.fault == .missing {
      return .note(
        "account \(name): the keys are not known here; the unit may have them (LoadCredential=)",
        hint: """
          To try them by hand: sudo env CREDENTIALS_DIRECTORY=/etc/smsdispatch \
          \(ProgramName.value) doctor
          """
      )
    }
    if ownFiles, !seesAsDaemon, case .unreadable = error.fault {
      return .note("account \(name): its key files cannot be read by this user")
    }
    return .problem("\(error)", hint: "", .configuration)
  }
}
