internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// Whether every configured number is in its account and enabled for texts, for the accounts
  /// whose keys are available here and work.
  func numbers(unless failing: Set<String>) async -> [Finding] {
    let known = withKeys
    let names = known.accounts.keys.filter { !failing.contains($0) }.sorted()
    guard !names.isEmpty,
      let access = try? await ProviderAccess(
        known,
        environment: context.environment(),
        unit: unit
      )
    else { return [] }
    let editor = NumberEditor(access) { [rest = context.rest] in await rest($0.nanoseconds) }
    var findings: [Finding] = []
    for name in names {
      let configured = known.accounts[name]?.numbers ?? []
      do throws(NumberEditor.Failure) {
        let own = try await editor.all(of: name)
        findings += NumberCheck.all(configured: configured, own: own)
          .filter { $0.verdict != .unconfigured }
          .map { finding($0, account: name) }
      } catch {
        let failure = CommandFailure(error, name)
        findings.append(
          .note("the numbers cannot be read: \(failure.message)", hint: failure.hint)
        )
      }
    }
    return findings
  }

  private func finding(_ check: NumberCheck, account: String) -> Finding {
    let number = check.number.digits
    let name = "number \(number), account \(account)"
    switch check.verdict {
    case .ok, .unconfigured:
      return .ok("\(name): is in the account, enabled for SMS")
    case .unclear:
      return .note("\(name): is in the account, which does not say whether it is enabled for SMS")
    case .missing:
      return .problem(
        "\(name): is not in the account, so messages from it are refused",
        hint: """
          Correct accounts.\(account).numbers, or buy it: '\(ProgramName.value) numbers list' shows \
          what the account has.
          """,
        .configuration
      )
    case .disabled:
      return .problem(
        "\(name): is not enabled for SMS, so messages from it are refused",
        hint: "\(ProgramName.value) numbers set \(number) --sms on",
        .configuration
      )
    }
  }
}
