package import SMSCore
internal import Synchronization

/// Whether the ledger works, according to the last call; each change is logged once.
package final class LedgerHealth: Sendable {
  private let log: Log
  private let failure = Mutex<LedgerError?>(nil)
  private let observers = Mutex<[@Sendable (LedgerError?) -> Void]>([])

  package init(log: Log) {
    self.log = log
  }

  package var isFailing: Bool { failure.withLock { $0 != nil } }

  /// Adds a handler for each new kind of failure, and for recovery (nil).
  func observe(_ body: @escaping @Sendable (LedgerError?) -> Void) {
    observers.withLock { $0.append(body) }
  }

  /// Notes a failed call; a displaced file is left to `LedgerWatch`, which sees when it is back, as
  /// some calls still succeed meanwhile.
  package func failed(_ error: LedgerError) {
    guard error.code != .displaced else { return }
    let last = failure.withLock { failure in
      defer { failure = error }
      return failure
    }
    if last == nil { log.write(.ledgerFailed, [("error", "\(error)")]) }
    if last?.code != error.code { notify(error) }
  }

  package func worked() {
    let wasFailing = failure.withLock { failure in
      defer { failure = nil }
      return failure != nil
    }
    guard wasFailing else { return }
    log.write(.ledgerRecovered)
    notify(nil)
  }

  private func notify(_ failure: LedgerError?) {
    for observer in observers.withLock({ $0 }) { observer(failure) }
  }
}

extension LedgerError {
  /// Whether a successful write may show that the failure is over; reads fail for other reasons.
  var isOfWriting: Bool {
    switch code {
    case .full, .io, .readOnly, .busy: operation != "select"
    case .corrupt, .newerVersion, .cannotOpen, .displaced, .other: false
    }
  }
}
