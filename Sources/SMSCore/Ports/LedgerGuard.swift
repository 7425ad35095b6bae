/// The port that decides whether anything new may begin with an open ledger.
///
/// A ledger that is damaged, or no longer in its place, accepts no requests and begins no attempts:
/// they might be lost, or be sent again later. What is already in progress is still recorded.
package protocol LedgerGuard: Sendable {
  /// Why nothing new may begin; nil if it may.
  var refusal: LedgerError? { get }

  /// Refuses anything new from now on; nil lifts the refusal, except after damage.
  func refuseNew(because error: LedgerError?)

  /// Treats the ledger as damaged, as if a call had found the damage.
  func markDamaged(_ error: LedgerError)

  /// Calls the handler once, when damage is found; nothing new begins from then on.
  func whenDamaged(_ handler: @escaping @Sendable (LedgerError) -> Void)

  /// Why the open ledger is not the one in its place; nil if it is.
  ///
  /// - Throws: `LedgerError` if this cannot be determined.
  func displacement() async throws(LedgerError) -> LedgerError?
}
