internal import SMSCore
internal import Synchronization

/// Whether new work may begin on a ledger.
///
/// A ledger whose file is damaged, or no longer at its path, accepts no requests and begins no
/// attempts: they might be lost, or sent again later. The outcome of what is in progress is still
/// recorded.
final class LedgerTrust: Sendable {
  private struct State {
    var refusal: LedgerError?
    var isDamaged = false
    var whenDamaged: (@Sendable (LedgerError) -> Void)?
  }

  private let state = Mutex(State())

  /// - Parameter isBackup: Whether the new work is a copy of the ledger. A ledger that is no longer
  ///   at its path can still be copied: what the daemon has open is the only copy.
  /// - Throws: The error that explains why nothing new may begin.
  func check(isBackup: Bool = false) throws(LedgerError) {
    let refusal = state.withLock { isBackup && !$0.isDamaged ? nil : $0.refusal }
    if let refusal { throw refusal }
  }

  /// Why nothing new may begin; nil if it may.
  var refusal: LedgerError? { state.withLock { $0.refusal } }

  /// Refuses new work from now on, or accepts it again for nil; damage is permanent.
  func refuse(_ error: LedgerError?) {
    state.withLock { if !$0.isDamaged { $0.refusal = error } }
  }

  /// Records an error from a statement; only `corrupt` has an effect.
  func met(_ error: LedgerError) {
    guard error.code == .corrupt else { return }
    let handler = state.withLock { state -> (@Sendable (LedgerError) -> Void)? in
      guard !state.isDamaged else { return nil }
      state.isDamaged = true
      state.refusal = error
      return state.whenDamaged
    }
    handler?(error)
  }

  /// Calls a handler once, at the first damage; immediately if damage was already found.
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
