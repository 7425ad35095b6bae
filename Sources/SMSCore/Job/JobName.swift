/// A producer's name for a job: its id within its spool.
package struct JobName: Hashable, Sendable {
  package var spool: String
  package var id: String

  package init(spool: String, id: String) {
    self.spool = spool
    self.id = id
  }
}

/// A job's number in the ledger: unique, ascending in order of acceptance, never reused.
package struct JobNumber: Hashable, Comparable, Sendable {
  package let value: Int64

  package init(_ value: Int64) {
    self.value = value
  }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
