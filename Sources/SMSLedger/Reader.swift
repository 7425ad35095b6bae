internal import SMSCore
internal import SMSSystem

/// Answers questions on a connection and a queue of its own, beside the writer's commits.
///
/// Each answer shows every change whose call had returned before.
actor Reader {
  nonisolated let executor = QueueExecutor(label: "ledger.read")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: String
  private var session: ReadSession?

  init(path: String) {
    self.path = path
  }

  /// Opens the file, which the writer has made.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func open(cacheKilobytes: Int) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .read)
    try connection.applySettings(cacheKilobytes: cacheKilobytes)
    session = ReadSession(connection: connection)
  }

  /// Answers one question.
  ///
  /// - Throws: `LedgerError` of the body.
  func ask<Value: Sendable>(
    _ body: @Sendable (ReadSession) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    guard let session else { throw .closed(path) }
    return try body(session)
  }

  /// Closes the file; later questions fail.
  func close() {
    session = nil
  }
}
