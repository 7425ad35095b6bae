/// A message of a restored ledger that the provider's list may show.
package struct RestoredMessage: SoughtMessage {
  package let job: JobNumber
  let key: MessageKey
  /// nil where only the text's digest is known any more: it was sent, under an id that is not known.
  let text: ComparableText?

  /// One that waits, or was under way.
  package init(
    _ job: JobNumber,
    between parties: Parties,
    text: MessageText,
    digest: (MessageText) -> TextDigest
  ) {
    self.job = job
    let comparable = ComparableText(text)
    self.text = comparable
    key = MessageKey(to: parties.to, from: parties.from, text: digest(comparable.message))
  }

  /// One that was sent without an id.
  package init(nameless job: JobNumber, between parties: Parties, digest: TextDigest) {
    self.job = job
    text = nil
    key = MessageKey(to: parties.to, from: parties.from, text: digest)
  }

  package var isNameless: Bool { text == nil }

  /// What was sent without an id comes before what waits.
  var soughtSince: WallTime { WallTime(milliseconds: isNameless ? 0 : 1) }
}

/// Messages of the provider's list that belong to no job yet, by whose they may be.
///
/// What they are to the jobs of a restored ledger follows the table of `RecordMatch`: the time is
/// any since the backup.
package struct RecordPool: Sendable {
  private var records: [Parties: [ListPass.Record]] = [:]
  /// Between whom a record lacks its id or its time.
  private var incomplete: Set<Parties> = []
  private var recipients: Set<PhoneNumber> = []
  private let window: RecordWindow
  package private(set) var count = 0

  /// - Parameters:
  ///   - start: Nothing is known of what was sent from then on, by the clocks of the provider.
  ///   - end: Nothing was sent later.
  package init(since start: WallTime, until end: WallTime) {
    window = RecordWindow(earliest: start, latest: end)
  }

  package var isEmpty: Bool { count == 0 }

  /// Takes in an outbound record that the ledger does not know.
  ///
  /// - Parameters:
  ///   - record: Passed over if it does not say between whom it was sent.
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
    let digests = [record.text, text?.message].compactMap { $0 }.map(digest)
    records[parties, default: []].append(
      ListPass.Record(id: id, at: at, text: text, digests: digests)
    )
  }

  /// Whether a message to that number is there, whatever its text.
  package func mayHold(_ recipient: PhoneNumber) -> Bool { recipients.contains(recipient) }

  /// Finds out which records are those of jobs.
  ///
  /// - Parameter messages: All that were sent without an id, or wait, to numbers that are there.
  /// - Returns: Which of them are found, and which a record that is left may belong to.
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

/// What the records of a pool are to the jobs of a restored ledger.
package struct RecordPoolMatch: Sendable {
  package fileprivate(set) var found: [(message: RestoredMessage, id: String, at: WallTime)] = []
  /// Jobs that a record may belong to or not.
  package fileprivate(set) var unclear: Set<JobNumber> = []
  /// Jobs that a record may belong to if the list does not show texts as they were sent.
  package fileprivate(set) var otherWords: Set<JobNumber> = []
  /// Whether a text of ours is there as it was sent.
  package fileprivate(set) var showsTexts = false
  /// Records that belong to no job.
  package fileprivate(set) var unmatched = 0
}
