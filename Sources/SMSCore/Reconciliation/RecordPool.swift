/// A message of a restored ledger that the provider's list may show.
package struct RestoredMessage: SoughtMessage {
  package let job: JobNumber
  let key: MessageKey
  /// nil if only the text's digest is still known: it was sent, and its id is not known.
  let text: ComparableText?

  /// A message that waits, or was under way.
  package init(
    _ job: JobNumber,
    _ envelope: Envelope,
    digest: (MessageText) -> TextDigest
  ) {
    self.job = job
    let comparable = ComparableText(envelope.text)
    text = comparable
    key = MessageKey(
      between: envelope.parties,
      text: digest(comparable.message),
      isMMS: envelope.isMMS
    )
  }

  /// A message that was sent without an id.
  package init(nameless job: JobNumber, _ key: MessageKey) {
    self.job = job
    text = nil
    self.key = key
  }

  package var isNameless: Bool { text == nil }

  /// Messages sent without an id come before those that wait.
  var soughtSince: WallTime { WallTime(milliseconds: isNameless ? 0 : 1) }
}

/// Messages of the provider's list that belong to no job yet, by their parties.
///
/// They are matched with the jobs of a restored ledger by the table of `RecordMatch`; any time
/// since the backup is within the window.
package struct RecordPool: Sendable {
  private var records: [Parties: [ListPass.Record]] = [:]
  /// The parties of records that lack an id or a time.
  private var incomplete: Set<Parties> = []
  private var recipients: Set<PhoneNumber> = []
  private let window: RecordWindow
  /// How many records it holds, including incomplete ones.
  package private(set) var count = 0

  /// - Parameters:
  ///   - start: What was sent from then on is not in the ledger; by the provider's clock.
  ///   - end: Nothing was sent later.
  package init(since start: WallTime, until end: WallTime) {
    window = RecordWindow(earliest: start, latest: end)
  }

  package var isEmpty: Bool { count == 0 }

  /// Adds an outbound record that the ledger does not know.
  ///
  /// - Parameters:
  ///   - record: Ignored if it does not name both parties.
  ///   - digest: The keyed digest of a text.
  package mutating func insert(_ record: ListedMessage, digest: (MessageText) -> TextDigest) {
    guard let parties = record.parties else { return }
    recipients.insert(parties.to)
    count += 1
    guard let id = record.id, let at = record.at else {
      incomplete.insert(parties)
      return
    }
    let text = record.text.map { ComparableText($0) }
    records[parties, default: []].append(
      ListPass.Record(
        id: id,
        at: at,
        text: text,
        digests: record.digests(text, by: digest),
        isMMS: record.isMMS
      )
    )
  }

  /// Whether it holds a message to that number, whatever its text.
  package func mayHold(_ recipient: PhoneNumber) -> Bool { recipients.contains(recipient) }

  /// Determines which records belong to jobs.
  ///
  /// - Parameter messages: All that wait, or were sent without an id, to numbers in the pool.
  /// - Returns: Which of them are found, and which an unassigned record may belong to.
  package func match(_ messages: [RestoredMessage]) -> RecordPoolMatch {
    var result = RecordPoolMatch()
    var found = 0
    for (parties, messages) in Dictionary(grouping: messages, by: \.key.parties) {
      let records = records[parties] ?? []
      let match = RecordMatch(messages, records, showsTexts: true) { _ in window }
      found += match.found.count
      for (message, id) in match.found {
        let record = records.first { $0.id == id }
        if record?.digests.contains(message.key.text) == true { result.showsTexts = true }
        result.found.append((message, id, record?.at ?? window.latest))
      }
      for message in match.left where !message.isNameless {
        if incomplete.contains(parties) || match.isUnclear(message) {
          result.unclear.insert(message.job)
        } else if match.isUnclear(message, showsTexts: false) {
          result.otherWords.insert(message.job)
        }
      }
    }
    result.found.sort { $0.message.job < $1.message.job }
    result.unmatched = count - found
    return result
  }
}

/// How the records of a pool relate to the jobs of a restored ledger.
package struct RecordPoolMatch: Sendable {
  /// Messages with the id and the time of their record.
  package fileprivate(set) var found: [(message: RestoredMessage, id: String, at: WallTime)] = []
  /// Jobs that a record may or may not belong to.
  package fileprivate(set) var unclear: Set<JobNumber> = []
  /// Jobs that a record may belong to if the list does not show texts as they were sent.
  package fileprivate(set) var otherWords: Set<JobNumber> = []
  /// Whether the list shows a text of ours as it was sent.
  package fileprivate(set) var showsTexts = false
  /// Records that belong to no job.
  package fileprivate(set) var unmatched = 0
}
