internal import SMSCore

/// Enrolled phones of subjects.
extension WriteSession {
  /// Stores a number as pending until a check enrolls it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func expect(
    _ phone: PhoneNumber,
    of subject: String,
    in spool: String,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO enrollment (spool, subject, pending, asked) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (spool, subject) DO UPDATE SET pending = ?3, asked = ?4
      """,
      [.text(spool), .text(subject), .phone(phone), .time(now)]
    )
  }

  /// Enrolls a number for a subject, replacing an older one.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func enroll(
    _ phone: PhoneNumber,
    for subject: String,
    in spool: String,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      """
      UPDATE enrollment SET phone = ?1, verified = ?2,
        asked = CASE WHEN pending = ?1 THEN NULL ELSE asked END,
        pending = CASE WHEN pending = ?1 THEN NULL ELSE pending END
      WHERE spool = ?3 AND subject = ?4
      """,
      [.phone(phone), .time(now), .text(spool), .text(subject)]
    )
  }

  /// Removes a subject's enrollment; codes that would enroll it again are superseded.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func unenroll(
    _ subject: String,
    by number: JobNumber,
    _ submission: Submission
  ) throws(LedgerError) -> EndedJob {
    let spool = submission.name.spool
    try connection.run(
      "DELETE FROM enrollment WHERE spool = ? AND subject = ?",
      [.text(spool), .text(subject)]
    )
    guard connection.changes > 0 else {
      let error = JobError.unknownSubject(subject, in: spool)
      return try end(number, submission, as: .failed, error: error)
    }
    try supersede(subject: subject, in: spool)
    return try end(number, submission, as: .done)
  }
}

extension Connection {
  /// A subject's phone, or nil if the subject is not enrolled.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func enrollment(of subject: String, in spool: String) throws(LedgerError) -> Enrollment? {
    try first(
      "SELECT \(Row.enrollmentColumns) FROM enrollment WHERE spool = ? AND subject = ?",
      [.text(spool), .text(subject)]
    ) { row throws(LedgerError) in try row.enrollment() }
  }

  /// Whether a number is enrolled and verified for any subject of the spool.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isVerified(_ phone: PhoneNumber, in spool: String) throws(LedgerError) -> Bool {
    try number(
      "SELECT EXISTS (SELECT 1 FROM enrollment WHERE spool = ? AND phone = ?)",
      [.text(spool), .phone(phone)]
    ) == 1
  }
}

extension Row {
  /// The columns that `enrollment` reads.
  static let enrollmentColumns = "spool, subject, phone, verified, pending, asked"

  /// The enrollment in `enrollmentColumns`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func enrollment() throws(LedgerError) -> Enrollment {
    Enrollment(
      spool: text(0),
      subject: text(1),
      phone: isNull(2) ? nil : try phone(2),
      verifiedAt: optionalTime(3),
      pending: isNull(4) ? nil : try phone(4),
      askedAt: optionalTime(5)
    )
  }
}
