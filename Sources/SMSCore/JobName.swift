/// What a producer calls a job: its id within its spool.
package struct JobName: Hashable, Sendable {
  package var spool: String
  package var id: String

  package init(spool: String, id: String) {
    self.spool = spool
    self.id = id
  }
}
