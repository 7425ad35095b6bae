package import SMSArguments
internal import SMSCore
package import SMSDaemon
internal import SMSSystem

extension Context {
  /// Reads the configuration given by `--config`, or the standard one.
  ///
  /// - Throws: `CommandFailure` with all faults: status 78, or 77 if permission is denied.
  package func configuration(
    _ arguments: Arguments
  ) throws(CommandFailure) -> Configuration {
    let path = configurationPath(arguments)
    do throws(ConfigurationError) {
      return try Configuration.load(path: path)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }
}

extension Configuration {
  /// The same with the rules of the zones that its windows need, unless they cannot be read: what is
  /// shown then says nothing about windows.
  func knowingZones(at now: WallTime) -> Configuration {
    (try? withZones(at: now)) ?? self
  }
}

extension CommandFailure {
  /// A configuration that cannot be used.
  package init(_ error: ConfigurationError, path: String) {
    switch error {
    case .unreadable(let cause) where cause.isNotFound:
      self.init(
        .configuration,
        "there is no configuration at \(path)",
        hint: "Name one with --config FILE, or install one (systemd/install.sh does)."
      )
    case .unreadable(let cause):
      self.init(cause, .configuration)
    case .keys:
      // Each line has its own hint.
      self.init(.configuration, error.lines.joined(separator: "\n"))
    default:
      self.init(
        .configuration,
        error.lines.joined(separator: "\n"),
        hint: "Correct \(path); '\(ProgramName.value) config check' lists what is left."
      )
    }
  }
}
