internal import SMSCore

/// A caller's change, waiting first for its batch and then for the batch's commit.
protocol PendingChange {
  /// Makes the change inside the batch's transaction.
  ///
  /// - Throws: `LedgerError`, which undoes the whole batch.
  func perform(in session: WriteSession) throws(LedgerError)

  /// Resumes the caller: the change is durable.
  func succeed()

  /// Resumes the caller with the error: nothing was changed.
  func fail(_ error: LedgerError)
}

/// A change and the caller that awaits its value.
final class Change<Value: Sendable>: PendingChange {
  typealias Body = @Sendable (WriteSession) throws(LedgerError) -> Value

  private let body: Body
  private let continuation: CheckedContinuation<Result<Value, LedgerError>, Never>
  private var value: Value?

  init(
    _ continuation: CheckedContinuation<Result<Value, LedgerError>, Never>,
    _ body: @escaping Body
  ) {
    self.continuation = continuation
    self.body = body
  }

  func perform(in session: WriteSession) throws(LedgerError) {
    value = try body(session)
  }

  func succeed() {
    guard let value else { preconditionFailure("a change succeeds after it was performed") }
    continuation.resume(returning: .success(value))
  }

  func fail(_ error: LedgerError) {
    continuation.resume(returning: .failure(error))
  }
}
