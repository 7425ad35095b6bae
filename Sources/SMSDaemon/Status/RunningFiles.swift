internal import SMSSystem

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
