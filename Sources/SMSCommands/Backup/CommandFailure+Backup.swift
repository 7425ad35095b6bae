internal import SMSDaemon
internal import SMSSystem

extension CommandFailure {
  /// A failed backup or restore.
  init(_ error: BackupError, configuration path: String) {
    if case .start(let cause) = error {
      self.init(cause, path: path)
    } else {
      self.init(Self.status(of: error), error.message, hint: error.hint)
    }
  }

  private static func status(of error: BackupError) -> ExitCode {
    switch error {
    case .system(let cause): cause.isPermissionDenied ? .noPermission : .cannotCreate
    case .noRoom, .ledgerInPlace: .cannotCreate
    case .ledger, .notARegularFile, .start: .endedOtherwise
    }
  }
}
