package import SMSDaemon

extension CommandFailure {
  /// A daemon that failed to start.
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

  /// With 77 and 78, which someone must repair, the unit is not restarted automatically; all other
  /// statuses may be temporary.
  private static func status(of error: StartError) -> ExitCode {
    switch error.nature {
    case .configuration: .configuration
    case .rights: .noPermission
    case .held: .tryAgain
    case .disk: .cannotCreate
    case .port: .unavailable
    case .other: .internalError
    }
  }
}
