import SMSCore
import SMSFlowroute
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct RestoredLedgerTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  private static let contents = BackupContents(
    takenAt: Fixtures.at(100),
    version: "1",
    host: "here",
    files: [:]
  )

  /// The ledger as it is after a backup and a restore.
  private func restored(_ ledger: SQLiteLedger) async throws -> SQLiteLedger {
    try await ledger.copy(to: file.temporary.path("copy"))
    await ledger.close()
    try BackupFile.seal(file.temporary.path("copy"), as: Self.contents)
    _ = try RestoredLedger.make(from: file.temporary.path("copy"), at: Fixtures.at(200))
    return try await SQLiteLedger.open(
      path: file.temporary.path("copy"),
      boot: "b",
      codes: PlainCodes()
    )
  }

  private func inspect(_ ledger: SQLiteLedger) async throws -> LedgerInspection {
    await ledger.close()
    let inspection = try LedgerInspection(path: file.temporary.path("copy"))
    try inspection.expectSound()
    return inspection
  }

  @Test("a restored ledger is held, says of when it is, and ends nothing before it is released")
  func held() async throws {
    let first = try await file.opened()
    _ = try await first.accepted(Fixtures.message("a", expiresAt: Fixtures.at(300)))
    try await first.note("daemon", "of another life")
    _ = try await first.acceptedCommand(.release(.all), id: "waited")
    let ledger = try await restored(first)
    let recovery = try await ledger.recover()
    #expect(recovery.holds == [.all] && recovery.commands == [])
    #expect(try await ledger.notes()["daemon"] == nil)
    #expect(
      try await ledger.restoration()
        == Restoration(backupAt: Fixtures.at(100), restoredAt: Fixtures.at(200), host: "here")
    )
    #expect(try await ledger.result("waited", spool: "operator")?.error?.code == .interrupted)
    let late = Fixtures.at(1_000)
    #expect(try await ledger.expire(at: late, limit: 10) == Expiry(ended: [], next: nil))
    _ = try await ledger.carriedOut(.release(.all), id: "r")
    #expect(try await ledger.restoration() == nil)
    #expect(try await ledger.recover().holds == [])
    #expect(try await ledger.expire(at: late, limit: 10).ended.count == 1)
    _ = try await inspect(ledger)
  }

  @Test("codes that lived no longer work, and are not sent")
  func codes() async throws {
    let lab = try await CodeFixture()
    _ = try await lab.verify("v", 142, at: 0)
    try await lab.ledger.copy(to: file.temporary.path("copy"))
    await lab.ledger.close()
    try BackupFile.seal(file.temporary.path("copy"), as: Self.contents)
    _ = try RestoredLedger.make(from: file.temporary.path("copy"), at: Fixtures.at(200))
    let inspection = try LedgerInspection(path: file.temporary.path("copy"))
    try inspection.expectSound()
    #expect(try inspection.count("kind = 'verify' AND state = 7") == 1)
    let live = "SELECT count(*) FROM verification WHERE standing = 0"
    #expect(try inspection.connection.number(live) == 0)
  }

  // MARK: Results

  private static func result(
    _ id: String,
    _ state: JobState,
    providerMessageID: String? = nil,
    error: JobError? = nil,
    retriedAs: String? = nil
  ) -> JobSnapshot {
    var job = JobSnapshot(
      number: JobNumber(0),
      change: 0,
      name: Fixtures.name(id),
      kind: "message",
      state: state,
      message: JobSnapshot.MessageFacts(
        account: "main",
        to: Fixtures.phone(142),
        from: Fixtures.phone(101),
        priority: .normal,
        providerMessageID: providerMessageID,
        segments: 1,
        encoding: .ascii
      ),
      attempts: 1,
      acceptedAt: Fixtures.at(110),
      updatedAt: Fixtures.at(120),
      nextAttemptAt: nil,
      error: error,
      metadata: nil,
      retryOf: nil,
      retriedAs: retriedAs,
      affected: nil
    )
    if let providerMessageID {
      job.delivery = Delivery(
        [
          Receipt(messageID: providerMessageID, level: 2, status: "delivered", code: 1004)
        ],
        read: FlowrouteReceipts()
      )
    }
    return job
  }

  @Test("a final result that is newer than the backup wins, and is not written anew")
  func settled() async throws {
    let first = try await file.opened()
    for id in ["sent", "failed", "begun", "waits", "held"] {
      let job = try await first.accepted(Fixtures.message(id)).number
      if id == "begun" { _ = try await first.begin([job], at: Fixtures.at(10)) }
    }
    try await first.settled("over", .failed(Fixtures.error(.forbidden)))
    let ledger = try await restored(first)
    let results = [
      Self.result("sent", .sent, providerMessageID: "mdr2-1"),
      Self.result("failed", .failed, error: Fixtures.error(.unprocessable)),
      Self.result("begun", .sent, providerMessageID: "mdr2-2"),
      Self.result("waits", .deferred, error: Fixtures.error(.timeout)),
      Self.result("held", .held),
      Self.result("over", .failed, error: Fixtures.error(.forbidden), retriedAs: "over.retry-1"),
    ]
    let matches: [ResultMatch] = [.settled, .settled, .settled, .known, .settled, .known]
    #expect(try await ledger.adopt(results, at: Fixtures.at(210)) == matches)
    let again = try await ledger.adopt(results, at: Fixtures.at(220))
    #expect(again.allSatisfy { $0 == .known })
    #expect(try await ledger.result("sent") == nil)
    let view = try SQLiteLedgerReader(path: file.temporary.path("copy"))
    let shown = try view.show(Fixtures.name("sent"))
    #expect(shown?.snapshot.message?.providerMessageID == "mdr2-1")
    #expect(shown?.snapshot.delivery?.status == .delivered)
    #expect(try await ledger.due() == ["waits"])
    let inspection = try await inspect(ledger)
    #expect(try inspection.count("id = 'over' AND retried_as = 'over.retry-1'") == 1)
    #expect(try inspection.count("id = 'begun' AND state = 5") == 1)
    #expect(try inspection.count("id = 'held' AND state = 2") == 1)
  }

  @Test("ids of results that the ledger does not know stay taken")
  func taken() async throws {
    let ledger = try await restored(try await file.opened())
    let results = [
      Self.result("new", .sent, providerMessageID: "mdr2-9"), Self.result("gone", .deferred),
    ]
    #expect(try await ledger.adopt(results, at: Fixtures.at(210)) == [.taken, .lost])
    #expect(try await ledger.adopt(results, at: Fixtures.at(220)) == [.known, .known])
    #expect(try await ledger.accept([Fixtures.message("new")]) == [.duplicate])
    #expect(try await ledger.accept([Fixtures.message("gone")]) == [.duplicate])
    #expect(try await ledger.known(["mdr2-9"]) == ["mdr2-9"])
    let lost = try await ledger.result("gone")
    #expect(lost?.state == .uncertain && lost?.error?.code == .interrupted)
    // A file that is as it should be is left alone.
    #expect(try await ledger.result("new") == nil)
    _ = try await inspect(ledger)
  }

  @Test("a batch that the ledger does not know keeps its id taken, and its result as it is")
  func takenBatch() async throws {
    let ledger = try await restored(try await file.opened())
    let results = ["done", "open"].map { id in
      var batch = Self.result(id, id == "done" ? .done : .queued)
      (batch.kind, batch.message, batch.attempts) = ("batch", nil, 0)
      return batch
    }
    #expect(try await ledger.adopt(results, at: Fixtures.at(210)) == [.taken, .taken])
    #expect(try await ledger.adopt(results, at: Fixtures.at(220)) == [.known, .known])
    for id in ["done", "open"] {
      #expect(try await ledger.acceptBatch(Fixtures.batch(id, messages: 1, taken: 9)) == .duplicate)
      #expect(try await ledger.accept([Fixtures.message(id)]) == [.duplicate])
      #expect(try await ledger.result(id) == nil)
    }
    _ = try await inspect(ledger)
  }

  @Test("a batch that the ledger knows ends with its messages, which their lines end")
  func knownBatch() async throws {
    let first = try await file.opened()
    let batch = try await first.activeBatch("b", ["b.1", "b.2"])
    let ledger = try await restored(first)
    var whole = Self.result("b", .done)
    (whole.kind, whole.message, whole.attempts) = ("batch", nil, 0)
    let lines = [
      Self.result("b.1", .sent, providerMessageID: "mdr2-1"),
      Self.result("b.2", .failed, error: Fixtures.error(.forbidden)),
    ]
    #expect(try await ledger.adopt([whole], at: Fixtures.at(205)) == [.known])
    #expect(try await ledger.adopt(lines, at: Fixtures.at(210)) == [.settled, .settled])
    #expect(try await ledger.due(Fixtures.lane(of: batch)) == [])
    let result = try #require(try await ledger.result("b"))
    #expect(result.batch?.status == .done && result.batch?.counts == [.sent: 1, .failed: 1])
    _ = try await inspect(ledger)
  }

  // MARK: The provider's list

  private static func record(_ id: String, text: String?, at milliseconds: Int64) -> ListedMessage {
    ListedMessage(
      id: id,
      isOutbound: true,
      to: .number(Fixtures.phone(142)),
      from: .number(Fixtures.phone(101)),
      text: text.map { MessageText($0) },
      at: Fixtures.at(milliseconds)
    )
  }

  private static func digest(_ text: MessageText) -> TextDigest {
    let bytes = Array(text.string.utf8) + [UInt8](repeating: 0, count: TextDigest.length)
    guard let digest = TextDigest(bytes: bytes) else { preconditionFailure("16 bytes") }
    return digest
  }

  /// What a list with these records is to the jobs of a ledger, the first of them claimed.
  private static func claim(
    _ records: [ListedMessage],
    in ledger: SQLiteLedger
  ) async throws -> (found: Int, match: RecordPoolMatch) {
    var pool = RecordPool(since: Fixtures.at(100), until: Fixtures.at(200))
    for record in records { pool.insert(record, digest: digest) }
    let match = pool.match(try await ledger.sought(by: pool, digest: digest))
    return (try await ledger.claim(match, at: Fixtures.at(210)), match)
  }

  @Test("each record of the list is for one job, whatever state it is in")
  func claimed() async throws {
    let first = try await file.opened()
    for id in ["a", "b", "c"] { _ = try await first.accepted(Fixtures.message(id, text: "same")) }
    let begun = try await first.accepted(Fixtures.message("d", text: "other")).number
    _ = try await first.begin([begun], at: Fixtures.at(10))
    let ledger = try await restored(first)
    let (found, match) = try await Self.claim(
      [
        Self.record("mdr2-2", text: " same\r\n", at: 130),
        Self.record("mdr2-1", text: "same", at: 120),
        Self.record("mdr2-3", text: "other", at: 125),
        Self.record("mdr2-4", text: "else", at: 125),
      ],
      in: ledger
    )
    #expect(found == 3 && match.unmatched == 1 && match.showsTexts)
    #expect(match.unclear == [] && match.otherWords.count == 1)
    #expect(try await ledger.due() == ["c"])
    #expect(try await ledger.result("a")?.message?.providerMessageID == "mdr2-1")
    #expect(try await ledger.result("b")?.message?.providerMessageID == "mdr2-2")
    #expect(try await ledger.result("d")?.message?.providerMessageID == "mdr2-3")
    _ = try await inspect(ledger)
  }

  @Test("a message that was sent without an id takes its record before one that waits")
  func nameless() async throws {
    let first = try await file.opened()
    _ = try await first.accepted(Fixtures.message("waits", text: "same"))
    let job = try await first.accepted(Fixtures.message("sent", text: "same")).number
    _ = try await first.begin([job], at: Fixtures.at(10))
    let digest = Self.digest(MessageText("same"))
    try await first.settle([
      Fixtures.settlement(job, .sent(providerMessageID: nil), digest: digest)
    ])
    let ledger = try await restored(first)
    let (found, match) = try await Self.claim(
      [Self.record("mdr2-1", text: "same", at: 101)],
      in: ledger
    )
    #expect(found == 0 && match.unclear == [])
    #expect(try await ledger.due() == ["waits"])
    #expect(try await ledger.result("sent")?.message?.providerMessageID == "mdr2-1")
    _ = try await inspect(ledger)
  }

  @Test(
    "a record that may be a waiting message or not ends it as uncertain, unless it is to be resent",
    arguments: [nil, "", "[redacted]", "Caf? at noon, the usual table", "Other words"]
  )
  func unclear(text: String?) async throws {
    let first = try await file.opened()
    let ours = "Caf\u{E9} at noon, the usual table"
    var report = Fixtures.message("report", text: ours)
    if case .message(var message) = report.content {
      message.ifUncertain = nil
      report.content = .message(message)
    }
    _ = try await first.accepted(report)
    _ = try await first.accepted(Fixtures.message("resend", text: ours))
    let ledger = try await restored(first)
    let (found, match) = try await Self.claim(
      [Self.record("mdr2-1", text: text, at: 150)],
      in: ledger
    )
    #expect(found == 0 && match.unmatched == 1)
    let jobs = match.unclear.union(match.otherWords).sorted()
    for expected in [1, 0] {
      let ended = try await ledger.end(
        uncertain: jobs,
        unless: .report,
        error: { JobError(code: .interrupted, message: "", hint: "To \($0.to.digits).") },
        at: Fixtures.at(210)
      )
      #expect(ended == expected)
    }
    let result = try await ledger.result("report")
    #expect(result?.state == .uncertain && result?.error?.code == .interrupted)
    #expect(result?.error?.hint.contains("12065550142") == true)
    #expect(try await ledger.due() == ["resend"])
    _ = try await inspect(ledger)
  }

  @Test("replies in the list switch opt-outs in the order in which they came")
  func optOuts() async throws {
    let ledger = try await restored(try await file.opened())
    func reply(_ last: Int, _ text: String, at milliseconds: Int64) -> ListedMessage {
      var reply = Self.record("r", text: text, at: milliseconds)
      (reply.from, reply.to) = (.number(Fixtures.phone(last)), .number(Fixtures.phone(101)))
      reply.isOutbound = false
      return reply
    }
    let replies = [
      reply(1, "start", at: 130), reply(1, "STOP", at: 120), reply(2, "Stop.", at: 125),
      reply(3, "Hello", at: 126),
    ]
    for _ in 0..<2 { _ = try await ledger.heed(replies, optOutWords: []) }
    let view = try SQLiteLedgerReader(path: file.temporary.path("copy"))
    #expect(try view.allOptOuts().map(\.phone) == [Fixtures.phone(2)])
    let events = try view.optOutEvents(of: Fixtures.phone(1))
    #expect(events.map(\.change) == [.added, .removed] && events.allSatisfy(\.hadEffect))
    await ledger.close()
  }
}
