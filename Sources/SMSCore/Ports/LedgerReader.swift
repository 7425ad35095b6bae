/// The port for reading a ledger without changing it: `list`, `show`, `status`, `doctor`.
///
/// The daemon may be running or not; `LedgerStorage` opens the reader. Reading never blocks the
/// daemon. An answer includes every change that was durable when the call began, and is a
/// consistent snapshot unless a call says otherwise. Only one caller uses a reader at a time.
///
/// Every call throws `LedgerError`: `corrupt` for damage, `io` or `busy` for other failures.
package protocol LedgerReader: PersonReader {
  /// A part of the jobs that match, in reverse order of acceptance; commands are jobs too.
  ///
  /// Each page is a snapshot by itself, and is bounded in time and memory however large the ledger
  /// is and however few jobs match. Pages together list every job that matches throughout once.
  /// - Parameters:
  ///   - filter: The jobs to list.
  ///   - job: The `next` of the page before; nil for the first page.
  ///   - limit: The most jobs to list, at least 1; a page may have fewer.
  /// - Returns: The page.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func page(
    of filter: JobFilter,
    before job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> JobPage

  /// Counts a part of the jobs that match, from the newest on, as `page` goes through them.
  ///
  /// - Parameters:
  ///   - filter: The jobs to count.
  ///   - job: The `next` of the part before; nil for the first part.
  /// - Returns: The part.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func count(_ filter: JobFilter, before job: JobNumber?) throws(LedgerError) -> JobCount

  /// A part of a batch's messages in the order of their numbers, which is that of its lines; messages
  /// of other requests that it repeats are among them, by their own numbers.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - job: The `next` of the page before; nil for the first page.
  ///   - limit: The most messages to list, at least 1; a page may have fewer.
  /// - Returns: The page, its jobs in ascending order; empty if the ledger has no such batch.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func messages(
    of batch: JobNumber,
    after job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> JobPage

  /// The number of the newest change of any job; 0 before the first.
  func lastChange() throws(LedgerError) -> Int64

  /// A job with its attempts; nil if the ledger does not know it.
  func show(_ name: JobName) throws(LedgerError) -> JobDetails?

  /// Whether the ledger knows a job of that name, in any state.
  func knows(_ name: JobName) throws(LedgerError) -> Bool

  /// The ledger at a glance; a longer queue costs no more than one of `Waiting.mostCounted` jobs.
  func summary() throws(LedgerError) -> LedgerSummary

  /// What `SenderStatistics` counts, for the hours that overlap a time.
  func senderCounts(
    since start: WallTime,
    until end: WallTime
  ) throws(LedgerError) -> [PhoneNumber: SenderCounts]

  /// Counts a part of what was sent within a time, in order of acceptance.
  ///
  /// A message or code counts when its last attempt left. Each part is a snapshot by itself, and
  /// bounded in time and memory. What is removed meanwhile may not be counted.
  /// - Parameters:
  ///   - span: The time.
  ///   - job: The `next` of the part before; nil for the first part.
  /// - Returns: The part.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func tally(
    _ span: Range<WallTime>,
    from job: JobNumber?
  ) throws(LedgerError) -> SentTallyPage

  /// What else the ledger knows about why a job waits; nil if it does not know the job.
  ///
  /// - Parameters:
  ///   - name: The job.
  ///   - digest: The keyed digest of a text; without it, messages sent without an id are not
  ///     compared.
  /// - Returns: The circumstances.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func circumstances(
    of name: JobName,
    digest: ((MessageText) -> TextDigest)?
  ) throws(LedgerError) -> WaitCircumstances?

  /// How long the messages that have not ended have been waiting, by lane.
  ///
  /// Ages go by the order of acceptance: where the clock was set back, some neighbours are in the
  /// wrong class. The cost depends on what waits, not on the ledger's size, and each step is a
  /// short transaction; what changes meanwhile may be counted twice or not at all.
  /// - Parameters:
  ///   - bounds: The upper bounds of all age classes but the last, in ascending order.
  ///   - now: The time from which ages count.
  /// - Returns: Lanes with messages, by account, spool and priority.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func ages(
    below bounds: [Interval],
    at now: WallTime
  ) throws(LedgerError) -> [LaneAges]

  /// A part of what operators did, newest first.
  ///
  /// - Parameters:
  ///   - filter: The entries to list.
  ///   - number: The `next` of the page before; nil for the first page.
  ///   - limit: The most entries to list, at least 1; a page may have fewer.
  /// - Returns: The page.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func audit(
    _ filter: AuditFilter,
    before number: Int64?,
    limit: Int
  ) throws(LedgerError) -> AuditPage

  /// The restore that the ledger comes from; nil without one, or once `release --all` ended it.
  func restoration() throws(LedgerError) -> Restoration?

  /// The subjects of a spool, or of all for nil, by spool and subject; at most `limit`.
  func enrollments(in spool: String?, limit: Int) throws(LedgerError) -> [Enrollment]

  /// The opt-outs that come after an entry, by phone and sender; an entry for all senders comes first.
  ///
  /// - Parameters:
  ///   - entry: The last entry of the page before; nil for the first page.
  ///   - limit: The most entries to list, at least 1.
  /// - Returns: The next entries; fewer than `limit` are the last.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func optOuts(after entry: OptOut?, limit: Int) throws(LedgerError) -> [OptOut]

  /// What is known of a phone: its entries, by sender, one for all senders first, and from which
  /// numbers it resumed messages; nothing for a phone without entries.
  func optOuts(of phone: PhoneNumber) throws(LedgerError) -> PhoneOptOuts

  /// What put a phone on the list of opt-outs and took it off, in order; of a great many events, the
  /// last ones.
  func optOutEvents(of phone: PhoneNumber) throws(LedgerError) -> [OptOutEvent]

  /// The newest texts from a phone, newest first, without what they said.
  func received(
    from phone: PhoneTrace,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage]

  /// Passes every number that may still get messages, with its spool, to the closure: recipients of
  /// waiting messages, and enrolled phones. In no particular order, with repetitions.
  func forEachPendingRecipient(
    _ body: (_ spool: String, PhoneNumber) -> Void
  ) throws(LedgerError)
}

/// A part of a list of jobs.
package struct JobPage: Hashable, Sendable {
  /// The jobs that match, newest first; of a batch's messages, the oldest first.
  package var jobs: [JobSnapshot]
  /// Where the next page begins; nil after the last.
  ///
  /// An empty page need not be the last.
  package var next: JobNumber?

  package init(jobs: [JobSnapshot], next: JobNumber?) {
    self.jobs = jobs
    self.next = next
  }
}

/// A part of a count of jobs.
package struct JobCount: Hashable, Sendable {
  /// How many jobs of this part match.
  package var jobs: Int
  /// Where the next part begins; nil after the last.
  package var next: JobNumber?

  package init(jobs: Int, next: JobNumber?) {
    self.jobs = jobs
    self.next = next
  }
}

extension LedgerReader {
  /// Jobs that match, newest first; see `page`.
  ///
  /// - Parameters:
  ///   - filter: The jobs to list.
  ///   - limit: The most jobs to list.
  /// - Returns: All of them at once; `forEachPage` needs no memory for all.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func list(_ filter: JobFilter, limit: Int) throws(LedgerError) -> [JobSnapshot] {
    var jobs: [JobSnapshot] = []
    try forEachPage(of: filter, limit: limit) { page in
      jobs += page
      return true
    }
    return jobs
  }

  /// Passes jobs that match to the closure, newest first, one page at a time.
  ///
  /// - Parameters:
  ///   - filter: The jobs to list.
  ///   - limit: The most jobs to list; nil for all.
  ///   - body: Called with the jobs of each page, if there are any; false ends the list.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func forEachPage(
    of filter: JobFilter,
    limit: Int? = nil,
    _ body: ([JobSnapshot]) -> Bool
  ) throws(LedgerError) {
    var rest = limit ?? .max
    var before: JobNumber?
    while rest > 0 {
      let page = try page(of: filter, before: before, limit: rest)
      guard page.jobs.isEmpty || body(page.jobs), let next = page.next else { return }
      rest -= page.jobs.count
      before = next
    }
  }

  /// Passes a batch's messages to the closure, one page at a time; see `messages`.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - body: Called with the messages of each page; false ends the list.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func forEachPageOfMessages(
    of batch: JobNumber,
    _ body: ([JobSnapshot]) -> Bool
  ) throws(LedgerError) {
    var after: JobNumber?
    repeat {
      let page = try messages(of: batch, after: after, limit: .max)
      guard page.jobs.isEmpty || body(page.jobs) else { return }
      after = page.next
    } while after != nil
  }

  /// Passes all opt-outs to the closure, one page at a time; false ends the list.
  ///
  /// Each page is a snapshot by itself.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func forEachPageOfOptOuts(_ body: ([OptOut]) -> Bool) throws(LedgerError) {
    let limit = 5_000
    var last: OptOut?
    while true {
      let page = try optOuts(after: last, limit: limit)
      guard !page.isEmpty, body(page), page.count == limit else { return }
      last = page.last
    }
  }

  /// How many jobs match; see the count in parts.
  ///
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func count(_ filter: JobFilter) throws(LedgerError) -> Int {
    var jobs = 0
    var before: JobNumber?
    repeat {
      let part = try count(filter, before: before)
      jobs += part.jobs
      before = part.next
    } while before != nil
    return jobs
  }
}

extension LedgerReader {
  /// Passes what operators did to the closure, newest first, one page at a time.
  ///
  /// - Parameters:
  ///   - filter: The entries to list.
  ///   - limit: The most entries to list.
  ///   - body: Called with the entries of each page.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  package func forEachAuditPage(
    of filter: AuditFilter,
    limit: Int,
    _ body: ([AuditEntry]) -> Void
  ) throws(LedgerError) {
    var rest = limit
    var before: Int64?
    while rest > 0 {
      let page = try audit(filter, before: before, limit: rest)
      body(page.entries)
      guard let next = page.next else { return }
      rest -= page.entries.count
      before = next
    }
  }
}
