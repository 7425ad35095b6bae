internal import SMSSpool
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
