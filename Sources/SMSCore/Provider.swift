/// The port to one account of a messaging provider.
///
/// Nothing here blocks: each call hands work over, and what becomes of it arrives as
/// `ProviderEvent`s, in batches, on the sink that the implementation was made with.
package protocol Provider: Sendable {
  /// Sends each message once: every dispatch ends in exactly one `.answered`, preceded by one
  /// `.left` if (and when) its request began to leave this machine.
  func send(_ dispatches: [Dispatch])

  /// Asks with a harmless call (a list of one message) whether the account works; answered by one
  /// `.probed`.
  func probe(today: WallTime)

  /// Asks for one page of the account's messages; answered by one `.listed`.
  func list(_ query: ListQuery)

  /// Ends every transfer; what was under way is answered as what it then is (unsent or doubt).
  func cancelAll()
}
