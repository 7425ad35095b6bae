internal import SMSCore
internal import SMSSystem

/// Copies the write-ahead log into the file on a connection and a queue of its own, beside the
/// writer's commits.
actor Checkpointer: QueueActor {
  nonisolated let executor = QueueExecutor(label: "checkpoint")

  private let path: String
  private var connection: Connection?

  init(path: String) {
    self.path = path
  }

  /// Opens the file.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func open() throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    // Pages to copy go through a buffer of SQLite's own; this cache holds next to nothing.
    try connection.applySettings(cacheKilobytes: 64)
    self.connection = connection
  }

  /// Copies what it can without waiting for anyone.
  ///
  /// A failure loses nothing, since the log stays, and the next copy tries again: the writer meets
  /// a full or broken disk itself, and tells.
  func copy() {
    _ = try? connection?.checkpoint(.passive)
  }

  /// Closes the file.
  func close() {
    connection = nil
  }
}
