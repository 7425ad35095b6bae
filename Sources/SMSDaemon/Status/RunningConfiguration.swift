internal import SMSSystem

/// The text of the configuration that the daemon runs with, beside the ledger: the file that it came
/// from may have been changed, or spoiled, since.
package enum RunningConfiguration {
  private static let fileName: FileName = "running-config.json5"

  static func keep(_ text: [UInt8], in state: Directory) throws(SystemError) {
    try state.writeReplacing(fileName, text, durable: false)
  }

  /// One that could not be replaced must not be taken for the new one.
  static func forget(in state: Directory) {
    try? state.unlink(fileName)
  }

  /// Reads what belongs to the daemon's user: a command that runs as root must not let it choose
  /// files to read or addresses to call.
  ///
  /// - Parameter state: The path of the state directory.
  /// - Returns: The configuration; nil if there is none, or this user may not see it.
  package static func load(state: String) -> Configuration? {
    try? Configuration.load(path: "\(state)/\(fileName.escaped)")
  }
}

/// The files from which commands learn what the daemon runs with.
struct RunningFiles: Sendable {
  let state: Directory
  /// Below `/run`; nil where the service manager made none.
  let runtimeDirectory: String?
  let daemon: ProcessIdentity
  let configurationPath: String

  /// Keeps what the daemon runs with from now on.
  ///
  /// - Returns: Whether all is written; then the table is, and of an older configuration nothing is
  ///   left.
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

  /// The daemon has ended: the table goes, and the configuration stays for who looks why.
  func remove() {
    if let runtimeDirectory { SpoolTable.remove(from: runtimeDirectory) }
  }
}
