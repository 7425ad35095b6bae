internal import SMSCore

extension SQLiteLedger: SenderRegister {
  func pruneAssignments(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      try session.pruneAssignments(before: cutoff, limit: limit)
    }
  }
}

extension SQLiteLedgerReader {
  func senderLoads() throws(LedgerError) -> [SenderLoad] {
    var loads: [SenderLoad] = []
    try connection.query(
      "SELECT spool, sender, recipients FROM assignment_count ORDER BY spool, sender"
    ) { row throws(LedgerError) in
      loads.append(
        SenderLoad(spool: row.text(0), sender: try row.phone(1), recipients: row.count(2))
      )
    }
    return loads.filter { $0.recipients > 0 }
  }

  func senders(of phone: PhoneNumber) throws(LedgerError) -> [SenderAssignment] {
    var senders: [SenderAssignment] = []
    try connection.query(
      "SELECT \(Row.assignmentColumns) FROM assignment WHERE recipient = ? ORDER BY spool",
      [.phone(phone)]
    ) { row throws(LedgerError) in senders.append(try row.assignment().assignment) }
    return senders
  }
}
