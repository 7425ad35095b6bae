internal import SMSCore

/// What a command of many steps counts besides the jobs that it changes, in the same commits.
extension WriteSession {
  /// Adds to one of a command's counts.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func count(_ number: Int, as name: String, of command: JobNumber) throws(LedgerError) {
    guard number > 0 else { return }
    try connection.run(
      """
      INSERT INTO step_count (job, name, count) VALUES (?1, ?2, ?3)
      ON CONFLICT (job, name) DO UPDATE SET count = count + ?3
      """,
      [.job(command), .text(name), .integer(Int64(number))]
    )
  }
}

extension Connection {
  /// A command's counts, by name; those that are 0 are missing.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func counts(of command: JobNumber) throws(LedgerError) -> [String: Int] {
    var counts: [String: Int] = [:]
    try query("SELECT name, count FROM step_count WHERE job = ?", [.job(command)]) {
      counts[$0.text(0)] = $0.count(1)
    }
    return counts
  }

  /// How many jobs a command on many came too late for, by the state in which they ended.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func tooLate(of command: JobNumber) throws(LedgerError) -> [JobState: Int] {
    let counts = try counts(of: command)
    var states: [JobState: Int] = [:]
    for state in JobState.allCases where state.isTerminal { states[state] = counts[state.word] }
    return states
  }
}
