internal import SMSCore
internal import Synchronization

/// Whether anything new may begin with a ledger.
///
/// A ledger whose file is damaged, or is not at its path any more, takes no new requests and begins
/// no attempts: they might be lost, or be sent once more later. What is under way is still recorded.
final class LedgerTrust: Sendable {
  private struct State {
    var refusal: LedgerError?
    var isDamaged = false
    var whenDamaged: (@Sendable (LedgerError) -> Void)?
  }

  private let state = Mutex(State())

  /// - Parameter isBackup: Whether what is to begin is a copy of the ledger. One whose file is not at
  ///   its path any more is still copied: what the daemon has open is the only one.
  /// - Throws: Why nothing new may begin.
  func check(isBackup: Bool = false) throws(LedgerError) {
    let refusal = state.withLock { isBackup && !$0.isDamaged ? nil : $0.refusal }
    if let refusal { throw refusal }
  }

  /// Why nothing new may begin; nil if it may.
  var refusal: LedgerError? { state.withLock { $0.refusal } }

  /// Refuses what is new from now on, or with nil takes it again; damage stays.
  func refuse(_ error: LedgerError?) {
    state.withLock { if !$0.isDamaged { $0.refusal = error } }
  }

  /// Takes note of an error that a statement met.
  func met(_ error: LedgerError) {
    guard error.code == .corrupt else { return }
    let tell = state.withLock { state -> (@Sendable (LedgerError) -> Void)? in
      guard !state.isDamaged else { return nil }
      state.isDamaged = true
      state.refusal = error
      return state.whenDamaged
    }
    tell?(error)
  }

  /// Calls a handler once, when damage is met for the first time; also if that is over already.
  func whenDamaged(_ handler: @escaping @Sendable (LedgerError) -> Void) {
    let known = state.withLock { state in
      state.whenDamaged = handler
      return state.isDamaged ? state.refusal : nil
    }
    if let known { handler(known) }
  }
}

extension SQLiteLedger: LedgerGuard {
  var refusal: LedgerError? { trust.refusal }

  func refuseNew(because error: LedgerError?) { trust.refuse(error) }

  func markDamaged(_ error: LedgerError) { trust.met(error) }

  func whenDamaged(_ handler: @escaping @Sendable (LedgerError) -> Void) {
    trust.whenDamaged(handler)
  }

  func displacement() async throws(LedgerError) -> LedgerError? {
    try await writer.displacement()
  }
}
