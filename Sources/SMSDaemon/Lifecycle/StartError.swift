package import SMSCore
package import SMSListener
package import SMSSecrets
package import SMSSpool
package import SMSSystem

/// Why the daemon cannot start, and what to do about it.
package enum StartError: Error, Sendable {
  case configuration(ConfigurationError)
  /// Another daemon holds the state directory.
  case locked(by: String)
  /// One of the daemon's own directories cannot be created or used.
  case directory(path: String, SystemError)
  /// The operator's spool is unusable, or all of the others are.
  case spools([String: SpoolProblem])
  case ledger(LedgerError)
  /// A ledger existed and has disappeared.
  case ledgerGone(LedgerLoss)
  /// A ledger already exists where a new one was to be created.
  case ledgerThere(String)
  case secret(SecretError)
  case transport(String)
  case listener(ListenerError)
  case token(CallbackTokenError)
  case tokenMissing(path: String)
  /// The console cannot listen on the network.
  case console(ListenerError)
  /// The console's socket, which the configuration names, cannot be made.
  case consoleSocket(SystemError)
  case consoleToken(ConsoleTokenError)
  /// A restore was interrupted: ledger, secret key and token may not belong together.
  case restoreInterrupted(path: String)
  case system(SystemError)

  /// What happened and how to fix it, one line each.
  package var lines: [String] {
    switch self {
    case .configuration(let error):
      error.lines
    case .locked(let holder):
      [
        """
        Another daemon works on this state directory (\(holder)). Stop it first, or give this \
        one a `state` of its own.
        """
      ]
    case .directory(_, let error) where error.isOutOfSpace:
      ["\(error): \(error.hint ?? "")."]
    case .directory(let path, let error) where error.isReadOnly:
      ["\(error). \(Self.allowingWrites(below: path))"]
    case .directory(let path, let error) where error.isPermissionDenied:
      [
        """
        \(error). The daemon's user must own \(path) and be able to pass what is above it: \
        mkdir -p \(String(shellWord: path)) && chown \(Self.user) \(String(shellWord: path))
        """
      ]
    case .directory(let path, let error):
      ["\(error). The daemon's user must own \(path) and be able to write in it."]
    case .spools(let problems):
      problems.sorted { $0.key < $1.key }
        .flatMap { ["spool \($0.key): \($0.value)", Self.repair(of: $0.value)] }
    case .ledger(let error):
      ["\(error)"]
    case .ledgerGone(let loss):
      loss.lines
    case .ledgerThere(let path):
      [
        """
        \(path) is there already. Nothing is moved away for a new ledger: do that yourself, \
        together with \(LedgerPlace.files.log(of: path)) and \(LedgerPlace.files.index(of: path)).
        """
      ]
    case .secret(let error):
      ["\(error)", error.hint]
    case .transport(let reason):
      ["libcurl cannot be used: \(reason)"]
    case .listener(let error):
      ["\(error)"]
    case .token(let error):
      ["\(error)"]
    case .tokenMissing(let path):
      ["\(path) is missing. Make the token of the listener's URLs: smsdispatch callbacks token."]
    case .console(let error):
      ["console: \(error)"]
    case .consoleSocket(let error) where error.isAddressInUse:
      ["console.socket: \(error). Another program listens there, or it is not a socket."]
    case .consoleSocket(let error):
      ["console.socket: \(error). The daemon's user must be able to make files in its directory."]
    case .consoleToken(let error):
      ["\(error)"]
    case .restoreInterrupted(let path):
      [
        """
        A restore into \(path) was interrupted. Repeat it (smsdispatch restore FILE); what was \
        there before is kept beside it as *.before-restore-*.
        """
      ]
    case .system(let error):
      ["\(error)"]
    }
  }

  private static func repair(of problem: SpoolProblem) -> String {
    problem.error?.isReadOnly == true ? allowingWrites(below: problem.path) : problem.hint
  }

  /// Everything that the unit may not write is read-only to it.
  private static func allowingWrites(below path: String) -> String {
    """
    If the disk is sound, the unit may not write there (ReadWritePaths=). Make the directory and let \
    it: \(ServiceUnit.allowingWrites(below: path))
    """
  }

  /// The user that this process runs as.
  private static var user: String { UserAccount.label(CurrentProcess.user) }
}
