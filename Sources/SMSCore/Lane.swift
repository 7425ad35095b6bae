/// The queue within the ledger that a message waits in: first come first served inside it.
package struct Lane: Hashable, Sendable {
  package var account: String
  package var spool: String
  package var priority: Priority

  package init(account: String, spool: String, priority: Priority) {
    self.account = account
    self.spool = spool
    self.priority = priority
  }
}
