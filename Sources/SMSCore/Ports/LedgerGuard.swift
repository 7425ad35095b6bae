/// The port to whether anything new may begin with an open ledger.
///
/// A ledger that is damaged, or is not in its place any more, takes no new requests and begins no
/// attempts: they might be lost, or be sent once more later. What is under way is still recorded.
package protocol LedgerGuard: Sendable {
  /// Why nothing new begins with it; nil if it does.
  var refusal: LedgerError? { get }

  /// Refuses what is new from now on, or with nil takes it again; damage stays.
  func refuseNew(because error: LedgerError?)

  /// Treats the ledger as damaged, as if a call had met it.
  func markDamaged(_ error: LedgerError)

  /// Calls a handler once, when the ledger turns out to be damaged; from then on nothing new begins.
  func whenDamaged(_ handler: @escaping @Sendable (LedgerError) -> Void)

  /// Why the ledger that is open is not the one in its place; nil if it is.
  ///
  /// - Throws: `LedgerError` if that cannot be found out.
  func displacement() async throws(LedgerError) -> LedgerError?
}
