package import SMSCore
internal import Synchronization

/// Whether the ledger does what it is asked, as far as the last call has shown; logged once each way.
package final class LedgerHealth: Sendable {
  private let log: Log
  private let failure = Mutex<LedgerError?>(nil)
  private let observer = Mutex<(@Sendable (LedgerError?) -> Void)?>(nil)

  package init(log: Log) {
    self.log = log
  }

  package var isFailing: Bool { failure.withLock { $0 != nil } }

  /// Has `body` called with each new kind of failure, and with nil when it is over.
  func observe(_ body: @escaping @Sendable (LedgerError?) -> Void) {
    observer.withLock { $0 = body }
  }

  /// A call failed; a file that is not at its path any more is `LedgerWatch`'s to tell of, which
  /// sees when it is back: meanwhile some calls work and others do not.
  package func failed(_ error: LedgerError) {
    guard error.code != .displaced else { return }
    let last = failure.withLock { failure in
      defer { failure = error }
      return failure
    }
    if last == nil { log.write(.ledgerFailed, [("error", "\(error)")]) }
    if last?.code != error.code { tell(error) }
  }

  package func worked() {
    let wasFailing = failure.withLock { failure in
      defer { failure = nil }
      return failure != nil
    }
    guard wasFailing else { return }
    log.write(.ledgerRecovered)
    tell(nil)
  }

  private func tell(_ failure: LedgerError?) {
    observer.withLock { $0 }?(failure)
  }
}

extension LedgerError {
  /// Whether a write may show that it is over; reading fails for other reasons.
  var isOfWriting: Bool {
    switch code {
    case .full, .io, .readOnly, .busy: operation != "select"
    case .corrupt, .newerVersion, .cannotOpen, .displaced, .other: false
    }
  }
}
