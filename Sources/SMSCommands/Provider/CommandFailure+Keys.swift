internal import SMSDaemon
internal import SMSSystem

extension CommandFailure {
  /// Keys that a command needs but cannot use.
  ///
  /// - Parameters:
  ///   - errors: The faults of the accounts' keys.
  ///   - unit: The unit that has the keys, if there is one.
  ///   - command: The command line, as given.
  init(keys errors: [CredentialError], unit: ServiceUnit?, command: String) {
    let faults = errors.map { "accounts.\($0.account): \($0.rule)" }.joined(separator: "\n")
    if let unit, errors.contains(where: { $0.fault == .encrypted }) {
      let hint = "Start the unit, or run the command with its keys, as root:"
      self.init(.configuration, faults, hint: "\(hint)\n  \(unit.running(command))")
    } else if UserAccount.effectiveUser != 0, errors.contains(where: \.isUnreadable) {
      self.init(.noPermission, faults, hint: "Run it as root: sudo \(command)")
    } else {
      self.init(.configuration, errors.map { "\($0)" }.joined(separator: "\n"))
    }
  }
}

extension CredentialError {
  fileprivate var isUnreadable: Bool {
    if case .unreadable = fault { true } else { false }
  }
}
