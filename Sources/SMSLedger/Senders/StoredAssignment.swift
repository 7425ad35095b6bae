internal import SMSCore

/// The number of a pool that a recipient has, as it is stored.
struct StoredAssignment {
  var number: Int64
  var recipient: PhoneNumber
  var assignment: SenderAssignment

  var spool: String { assignment.spool }
  var sender: PhoneNumber { assignment.sender }
}

extension Row {
  /// The columns that `assignment` reads.
  static let assignmentColumns = """
    assignment.number, assignment.recipient, assignment.spool, assignment.sender,
    assignment.since, assignment.used
    """

  /// The assignment in `assignmentColumns`, which come first in the row.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func assignment() throws(LedgerError) -> StoredAssignment {
    StoredAssignment(
      number: integer(0),
      recipient: try phone(1),
      assignment: SenderAssignment(
        spool: text(2),
        sender: try phone(3),
        since: time(4),
        usedAt: time(5)
      )
    )
  }
}

extension Connection {
  /// The number that a recipient has in a spool; nil if it has none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func assignment(
    of phone: PhoneNumber,
    in spool: String
  ) throws(LedgerError) -> StoredAssignment? {
    try first(
      "SELECT \(Row.assignmentColumns) FROM assignment WHERE recipient = ? AND spool = ?",
      [.phone(phone), .text(spool)]
    ) { row throws(LedgerError) in try row.assignment() }
  }

  /// The numbers that some recipients have in a spool, in one query; those without one are left out.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func assignments(
    of phones: Set<PhoneNumber>,
    in spool: String
  ) throws(LedgerError) -> [PhoneNumber: StoredAssignment] {
    var assignments: [PhoneNumber: StoredAssignment] = [:]
    let list = phones.map(\.digits).joined(separator: ",")
    try query(
      """
      SELECT \(Row.assignmentColumns)
      FROM json_each(?1) AS phone CROSS JOIN assignment ON assignment.recipient = phone.value
      WHERE assignment.spool = ?2
      """,
      [.text("[\(list)]"), .text(spool)]
    ) { row throws(LedgerError) in
      let found = try row.assignment()
      assignments[found.recipient] = found
    }
    return assignments
  }

  /// How many recipients each number of a spool has; numbers without any may be missing.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func recipientsBySender(in spool: String) throws(LedgerError) -> [PhoneNumber: Int] {
    var counts: [PhoneNumber: Int] = [:]
    try query(
      "SELECT sender, recipients FROM assignment_count WHERE spool = ?",
      [.text(spool)]
    ) { row throws(LedgerError) in counts[try row.phone(0)] = row.count(1) }
    return counts
  }
}
