internal import SMSSystem

/// The text of the running configuration, kept beside the ledger: the original file may have been
/// changed, or broken, since.
package enum RunningConfiguration {
  private static let fileName: FileName = "running-config.json5"

  static func keep(_ text: [UInt8], in state: Directory) throws(SystemError) {
    try state.writeReplacing(fileName, text, durable: false)
  }

  /// Removes a copy that could not be replaced, so that it is not taken for the current one.
  static func forget(in state: Directory) {
    try? state.unlink(fileName)
  }

  /// Reads the copy as a file of the daemon's user: to a command that runs as root, that user must
  /// not be able to dictate files to read or addresses to call.
  ///
  /// - Parameter state: The path of the state directory.
  /// - Returns: The configuration; nil if it is missing, not valid or not readable by this
  ///   user.
  package static func load(state: String) -> Configuration? {
    try? Configuration.load(path: "\(state)/\(fileName.escaped)")
  }
}

/// The files that show commands what the daemon is running with.
struct RunningFiles: Sendable {
  let state: Directory
  /// Below `/run`; nil if the service manager created none.
  let runtimeDirectory: String?
  let daemon: ProcessIdentity
  let configurationPath: String

  /// Writes the configuration that the daemon runs with from now on.
  ///
  /// - Returns: Whether everything was written; if not, no older configuration is left behind.
  func keep(_ configuration: Configuration, _ text: [UInt8]) -> Bool {
    let table = SpoolTable(configuration, path: configurationPath, daemon: daemon)
    do throws(SystemError) {
      if let runtimeDirectory { try table.write(to: runtimeDirectory) }
      try RunningConfiguration.keep(text, in: state)
      return true
    } catch {
      RunningConfiguration.forget(in: state)
      return false
    }
  }

  /// Removes the table when the daemon ends; the configuration stays for later diagnosis.
  func remove() {
    if let runtimeDirectory { SpoolTable.remove(from: runtimeDirectory) }
  }
}
