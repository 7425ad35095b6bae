internal import SMSCore
internal import SMSSystem

/// Answers queries on a connection and a queue of its own, concurrently with the writer's commits.
///
/// Each answer includes every change whose call had returned before.
actor Reader: QueueActor {
  nonisolated let executor = QueueExecutor(label: "ledger.read")

  private let path: String
  private let codes: any CodeBook
  private let receipts: any ReceiptReading
  private let trust: LedgerTrust
  private var session: ReadSession?

  init(
    path: String,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    trust: LedgerTrust
  ) {
    self.path = path
    self.codes = codes
    self.receipts = receipts
    self.trust = trust
  }

  /// Opens the file, which the writer has created.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func open(cacheKilobytes: Int) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .read)
    try connection.applySettings(cacheKilobytes: cacheKilobytes)
    session = ReadSession(connection: connection, codes: codes, receipts: receipts)
  }

  /// Answers one query.
  ///
  /// - Throws: `LedgerError` from the body, or if the reader is closed.
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

  /// Closes the file; later queries fail.
  func close() {
    session = nil
  }
}
