internal import SMSCore
internal import SMSListener
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

extension StartError {
  /// What has to change before another start makes sense.
  package enum Nature: Sendable {
    /// A person must fix the configuration, the keys or the content of a file.
    case configuration
    /// A person must grant the daemon access to a file, a directory or a port.
    case rights
    /// Another daemon must end.
    case held
    /// The disk is full or failing.
    case disk
    /// Another program uses the port, or the address is not up yet.
    case port
    /// Memory, descriptors, or a bug of ours.
    case other
  }

  package var nature: Nature {
    switch self {
    case .configuration(.unreadable(let error)) where error.isPermissionDenied: .rights
    case .configuration, .token, .tokenMissing, .consoleToken, .ledgerGone, .restoreInterrupted:
      .configuration
    case .locked: .held
    case .ledgerThere: .disk
    case .spools(let problems): Self.nature(of: problems.values.map(\.error))
    case .directory(_, let error), .system(let error): Self.nature(of: error)
    case .secret(let error): Self.nature(of: error)
    case .listener(let error), .console(let error): Self.nature(of: error)
    case .consoleSocket(let error): error.isAddressInUse ? .port : Self.nature(of: error)
    case .ledger(let error): Self.nature(of: error)
    case .transport: .other
    }
  }

  private static func nature(of error: SystemError) -> Nature {
    if error.isPermissionDenied || error.isReadOnly { return .rights }
    return error.isOutOfDescriptors ? .other : .disk
  }

  /// The nature of the errors of several spools, none of which is usable.
  private static func nature(of errors: [SystemError?]) -> Nature {
    let natures = errors.map { error in error.map { nature(of: $0) } ?? .rights }
    return natures.contains { $0 == .rights } ? .rights : natures.first ?? .other
  }

  private static func nature(of error: SecretError) -> Nature {
    switch error.code {
    case .wrongSize, .wrongKind: .configuration
    case .wrongMode, .wrongOwner, .unreadable: .rights
    // The state directory is writable, or the lock could not have been taken.
    case .cannotCreate: .disk
    }
  }

  private static func nature(of error: ListenerError) -> Nature {
    switch error {
    case .badAddress: .configuration
    // Ports reserved for root.
    case .cannotListen(_, let port) where port < 1_024 && CurrentProcess.user != 0: .rights
    case .cannotListen: .port
    case .cannotServe, .system: .other
    }
  }

  private static func nature(of error: LedgerError) -> Nature {
    switch error.code {
    case .corrupt, .newerVersion: .configuration
    case .cannotOpen, .readOnly: .rights
    case .busy: .held
    case .full, .io: .disk
    case .displaced, .other: .other
    }
  }
}
