package import SMSDaemon

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

  /// What a person must repair is 77 or 78, with which the unit is not started again by itself;
  /// what may pass is anything else.
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
