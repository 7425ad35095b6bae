package import SMSDaemon
internal import SMSSpool
internal import SMSSystem

extension CommandFailure {
  /// A daemon that could not start.
  package init(_ error: StartError, path: String) {
    if case .configuration(let cause) = error {
      self.init(cause, path: path)
    } else {
      self.init(
        Self.status(of: error),
        error.lines.joined(separator: "\n"),
        hint: "'\(ProgramName.value) doctor --config \(path)' looks at everything at once."
      )
    }
  }

  private static func status(of error: StartError) -> ExitCode {
    switch error {
    case .configuration, .secret, .token, .tokenMissing, .listener, .ledgerGone,
      .restoreInterrupted:
      .configuration
    case .ledgerThere: .cannotCreate
    case .locked: .tryAgain
    case .directory(_, let cause): cause.isPermissionDenied ? .noPermission : .cannotCreate
    case .spools(let problems):
      problems.values.contains { $0.error?.isPermissionDenied ?? true }
        ? .noPermission : .cannotCreate
    case .ledger(let cause): CommandFailure(cause).status
    case .transport, .system: .internalError
    }
  }
}
