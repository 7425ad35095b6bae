internal import SMSDaemon
internal import SMSSystem

/// The ledger that a running daemon has open, found through its file descriptors.
///
/// If the file was removed or replaced, its path leads nowhere or to a different file. Only root
/// and the daemon's user can see the descriptors.
enum OpenLedger {
  /// Whether a daemon uses a different file from the one at the ledger's path.
  ///
  /// - Returns: The daemon's process id; nil if there is no such daemon, or this user cannot see
  ///   it.
  static func displaced(_ configuration: Configuration) -> Int32? {
    guard let lock = try? FileStatus(of: "\(configuration.state)/lock"),
      let process = holder(configuration.state), let files = files(of: process),
      files.contains(where: { $0.isSameFile(as: lock) })
    else { return nil }
    let ledger = try? FileStatus(of: LedgerPlace(configuration).path)
    let isOpen = ledger.map { ledger in files.contains { $0.isSameFile(as: ledger) } } ?? false
    return isOpen ? nil : process
  }

  /// The process named in the lock file.
  private static func holder(_ state: String) -> Int32? {
    guard let directory = try? Directory(path: state),
      let bytes = try? directory.read("lock", upTo: 16)
    else { return nil }
    let digits = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  private static func files(of process: Int32) -> [FileStatus]? {
    let path = "/proc/\(process)/fd"
    guard var listing = try? Directory(path: path).listing() else { return nil }
    var files: [FileStatus] = []
    while let entry = try? listing.next() {
      if let status = try? FileStatus(of: "\(path)/\(entry.name)") { files.append(status) }
    }
    return files
  }
}

extension CommandFailure {
  /// A daemon that uses a different file from the one at the ledger's path.
  init(displaced process: Int32, _ configuration: Configuration) {
    let path = LedgerPlace(configuration).path
    self.init(
      .internalError,
      "\(path) is not the ledger that the daemon (process \(process)) works with: that was removed"
        + " or replaced, and nothing is sent",
      hint: """
        Put it back under its name, or save what the daemon still has open: \
        \(ProgramName.value) backup FILE. Do not stop the daemon before: its open file is the only \
        copy.
        """
    )
  }
}
