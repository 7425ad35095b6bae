internal import SMSCore
internal import SMSSystem

/// Copies the write-ahead log into the database file on a connection and a queue of its own,
/// concurrently with the writer's commits.
actor Checkpointer: QueueActor {
  nonisolated let executor = QueueExecutor(label: "checkpoint")

  private let path: String
  private var connection: Connection?

  init(path: String) {
    self.path = path
  }

  /// Opens the file.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func open() throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    // SQLite copies pages through a buffer of its own; this cache holds next to nothing.
    try connection.applySettings(cacheKilobytes: 64)
    self.connection = connection
  }

  /// Copies what it can without waiting for readers or writers.
  ///
  /// A failure loses nothing, since the log stays and the next copy tries again; a full or broken
  /// disk also fails the writer, which reports it.
  func checkpoint() {
    _ = try? connection?.checkpoint(.passive)
  }

  /// Closes the file.
  func close() {
    connection = nil
  }
}
