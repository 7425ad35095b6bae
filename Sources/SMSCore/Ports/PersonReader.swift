/// The port for reading all that the ledger holds about one phone, beside what `LedgerReader` lists.
///
/// Whatever a ledger holds that could belong to a phone must appear here, and in `PersonErasure`.
package protocol PersonReader {
  /// What is held of a job's text: that of a message which has not been sent, or of a code's template.
  ///
  /// - Parameter job: The job.
  /// - Returns: The text; nil once it was erased, and for jobs without one.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func text(of job: JobNumber) throws(LedgerError) -> String?

  /// Codes that went to a phone, oldest first, without anything that they could be derived from.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - job: The job of the last one of the page before; nil for the first page.
  ///   - limit: The most to list, at least 1.
  /// - Returns: The codes; fewer than `limit` are the last.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func codes(
    to phone: PhoneNumber,
    after job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> [SentCodeFacts]

  /// The enrollments in which a phone is enrolled or to be enrolled, by spool and subject.
  func enrollments(of phone: PhoneNumber) throws(LedgerError) -> [Enrollment]

  /// The numbers of pools that a phone gets texts from, by spool.
  func senders(of phone: PhoneNumber) throws(LedgerError) -> [SenderAssignment]

  /// Texts from a phone, newest first, with what they said as long as that is held.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - number: The number of the last one of the page before; nil for the first page.
  ///   - limit: The most to list, at least 1.
  /// - Returns: The texts; fewer than `limit` are the last.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func texts(
    from phone: PhoneTrace,
    before number: Int64?,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage]

  /// When automatic replies went to a phone lately, oldest first.
  func automaticReplies(to phone: PhoneNumber) throws(LedgerError) -> [WallTime]

  /// Further texts in the ledger that name a phone by its digits, one part of the ledger at a time.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - cursor: The `next` of the part before; nil for the first part.
  /// - Returns: The part.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func mentions(
    of phone: PhoneNumber,
    from cursor: ErasureCursor?
  ) throws(LedgerError) -> MentionPage

  /// How much of a phone there is to erase.
  func counts(of phone: PhoneNumber) throws(LedgerError) -> ErasureCounts

  /// How many jobs to a phone have not ended, or are still looked for in the provider's list.
  func openJobs(to phone: PhoneNumber) throws(LedgerError) -> Int
}

/// A code that was sent once.
package struct SentCodeFacts: Hashable, Sendable {
  package var job: JobNumber
  /// The request.
  package var name: JobName
  /// The subject for which it was made, or which it enrolls.
  package var subject: String?
  package var sentAt: WallTime
  /// What became of the code; nil once it was forgotten.
  package var standing: Verification.Standing?
  package var wrongTries: Int?

  package init(
    job: JobNumber,
    name: JobName,
    subject: String?,
    sentAt: WallTime,
    standing: Verification.Standing?,
    wrongTries: Int?
  ) {
    self.job = job
    self.name = name
    self.subject = subject
    self.sentAt = sentAt
    self.standing = standing
    self.wrongTries = wrongTries
  }
}

/// A text in the ledger that names a phone.
package struct Mention: Hashable, Sendable {
  /// Where it is: `error.hint`.
  package var place: String
  /// The job that it belongs to; nil for the audit and notes.
  package var job: JobNumber?
  package var text: String

  package init(place: String, job: JobNumber?, text: String) {
    self.place = place
    self.job = job
    self.text = text
  }
}

/// A part of the texts that name a phone.
package struct MentionPage: Hashable, Sendable {
  package var mentions: [Mention]
  /// Where the next part begins; nil after the last.
  package var next: ErasureCursor?

  package init(mentions: [Mention], next: ErasureCursor?) {
    self.mentions = mentions
    self.next = next
  }
}
