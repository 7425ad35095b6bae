internal import SMSCore
internal import SMSSystem

/// Answers questions on a connection and a queue of its own, beside the writer's commits.
///
/// Each answer shows every change whose call had returned before.
actor Reader: QueueActor {
  nonisolated let executor = QueueExecutor(label: "ledger.read")

  private let path: String
  private let codes: any CodeBook
  private let trust: LedgerTrust
  private var session: ReadSession?

  init(path: String, codes: any CodeBook, trust: LedgerTrust) {
    self.path = path
    self.codes = codes
    self.trust = trust
  }

  /// Opens the file, which the writer has made.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func open(cacheKilobytes: Int) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .read)
    try connection.applySettings(cacheKilobytes: cacheKilobytes)
    session = ReadSession(connection: connection, codes: codes)
  }

  /// Answers one question.
  ///
  /// - Throws: `LedgerError` of the body.
  func ask<Value: Sendable>(
    _ body: @Sendable (ReadSession) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    guard let session else { throw .closed(path) }
    do throws(LedgerError) {
      return try body(session)
    } catch {
      trust.met(error)
      throw error
    }
  }

  /// Closes the file; later questions fail.
  func close() {
    session = nil
  }
}
