import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Updates of messages, in the ledger's file")
struct UpdateTests {
  private static let old = "canary-old-text"
  private static let new = "canary-new-text, which is longer than the old one"

  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  private static func text(_ text: String) -> MessageUpdate {
    MessageUpdate(text: .given(NormalizedText(text: MessageText(text), replacements: [])))
  }

  private static func update(_ id: String, _ change: MessageUpdate) -> Command {
    .update(Fixtures.name(id), change)
  }

  private static func waiting(_ ledger: SQLiteLedger) async throws -> [AgendaEntry] {
    try await ledger.page(of: Fixtures.lane, dueBy: Fixtures.far, excluding: [], limit: 1_000)
      .entries
  }

  private static func send(_ entry: AgendaEntry, _ ledger: SQLiteLedger) async throws {
    let moment = Fixtures.moment(Fixtures.at(60))
    let answer = try await ledger.begin([entry.claim], areUrgent: false, at: moment)
    #expect(answer.begun == [entry.number])
    let id = "mdr2-\(entry.number)"
    try await ledger.settle([Fixtures.settlement(entry.number, .sent(providerMessageID: id))])
  }

  @Test("the old text leaves the file and the log with the update, the new one when it is sent")
  func erased() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a", text: Self.old))
    _ = try await ledger.carriedOut(Self.update("a", Self.text(Self.new)), id: "u")
    await ledger.close()
    #expect(try !file.image().holds(Self.old) && file.image().holds(Self.new))
    let again = try await file.opened()
    try await Self.send(try #require(try await Self.waiting(again).first), again)
    await again.close()
    #expect(try !file.image().holds(Self.new))
    try LedgerInspection(path: file.path).expectSound()
  }

  @Test("texts of any length leave no copy, whatever is updated in between")
  func copies() async throws {
    let ledger = try await file.opened()
    func text(_ number: Int, _ version: Int) -> String {
      "canary-\(number)-\(version)-"
        + String(repeating: "z", count: (number * 37 + version * 211) % 700)
    }
    _ = try await ledger.accept(
      (0..<200).map { Fixtures.message("m\($0)", text: text($0, 0)) }
    )
    for version in 1...3 {
      for number in (0..<200).reversed() where number % 3 != 0 {
        _ = try await ledger.carriedOut(
          Self.update("m\(number)", Self.text(text(number, version))),
          id: "u\(number)-\(version)"
        )
      }
    }
    let entries = try await Self.waiting(ledger)
    #expect(entries.count == 200)
    for entry in entries {
      let number = try #require(Int(entry.name.id.dropFirst()))
      #expect(entry.envelope.text.string == text(number, number % 3 == 0 ? 0 : 3))
    }
    for entry in entries.prefix(100) { try await Self.send(entry, ledger) }
    await ledger.close()
    let image = try file.image()
    let sent = Set(entries.prefix(100).map(\.name.id))
    for number in 0..<200 {
      for version in 0...3 {
        let isLast = version == (number % 3 == 0 ? 0 : 3)
        let stays = isLast && !sent.contains("m\(number)")
        #expect(image.holds("canary-\(number)-\(version)-") == stays, "\(number), \(version)")
      }
    }
    try LedgerInspection(path: file.path).expectSound()
  }

  @Test("the text of an update that is refused is gone at once")
  func refused() async throws {
    let ledger = try await file.opened()
    try await ledger.settled("sent", .sent(providerMessageID: "mdr2-1"))
    _ = try await ledger.accepted(
      Fixtures.message("a", notBefore: Fixtures.at(100), expiresAt: Fixtures.at(500))
    )
    var impossible = Self.text(Self.new)
    impossible.notBefore = Fixtures.at(600)
    for (id, change) in [
      ("sent", Self.text(Self.new)), ("none", Self.text(Self.new)), ("a", impossible),
    ] {
      _ = try await ledger.carriedOut(Self.update(id, change), id: "u-\(id)")
    }
    await ledger.close()
    #expect(try !file.image().holds("canary"))
  }

  @Test("a crash before or after an update loses nothing, and carries it out once")
  func crash() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a", text: Self.old))
    let command = try await ledger.acceptedCommand(Self.update("a", Self.text(Self.new)), id: "u")
    let before = try file.image().restored()
    _ = try await ledger.execute(command, at: Fixtures.at(50))
    let after = try file.image().restored()
    await ledger.close()
    let pending = try await before.opened()
    #expect(try await pending.recover().commands == [command])
    #expect(try await Self.waiting(pending).first?.envelope.text.string == Self.old)
    _ = try await pending.execute(command, at: Fixtures.at(60))
    #expect(try await Self.waiting(pending).first?.envelope.text.string == Self.new)
    await pending.close()
    try LedgerInspection(path: before.path).expectSound()
    let done = try await after.opened()
    #expect(try await done.recover().commands == [])
    let entry = try #require(try await Self.waiting(done).first)
    #expect(entry.envelope.text.string == Self.new && entry.revision == command.number.value)
    await done.close()
  }

  @Test("an update stays in the ledger as long as its message has its text")
  func pruned() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a"))
    _ = try await ledger.accepted(Fixtures.message("b"))
    _ = try await ledger.carriedOut(Self.update("a", Self.text(Self.new)), id: "u")
    _ = try await ledger.carriedOut(Self.update("b", MessageUpdate(priority: .high)), id: "v")
    try await ledger.markPublished(through: 1_000)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 1) == 1)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 1) == 0)
    let entry = try #require(try await Self.waiting(ledger).first)
    #expect(entry.envelope.text.string == Self.new)
    try await Self.send(entry, ledger)
    try await ledger.markPublished(through: 1_000)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 10) == 1)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 10) == 1)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }

  @Test("a text that a failed attempt had does not count as a repetition of it any more")
  func repetitions() async throws {
    let ledger = try await file.opened()
    try await ledger.use(SendingRules(repeats: ["default": Interval(seconds: 60)]))
    let job = try await ledger.accepted(Fixtures.message("a", text: "Old")).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    let next = Settlement.Next.deferred(
      Fixtures.error(.providerUnavailable),
      dueAt: Fixtures.at(30)
    )
    try await ledger.settle([Fixtures.settlement(job, next)])
    _ = try await ledger.carriedOut(Self.update("a", Self.text("New")), id: "u")
    let entry = try #require(try await Self.waiting(ledger).first)
    let moment = Fixtures.moment(Fixtures.at(60))
    _ = try await ledger.begin([entry.claim], areUrgent: false, at: moment)
    let sent = Settlement.Next.sent(providerMessageID: "mdr2-1")
    try await ledger.settle([Fixtures.settlement(job, sent, attempt: 2, at: Fixtures.at(70))])
    let old = try await ledger.accepted(Fixtures.message("b", text: "Old")).number
    let new = try await ledger.accepted(Fixtures.message("c", text: "New")).number
    #expect(try await ledger.begin([old, new], at: Fixtures.at(80)) == [old])
    #expect(try await ledger.result("c")?.state == .suppressed)
    await ledger.close()
  }

  @Test("what an earlier version accepted keeps its end when it is moved")
  func older() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a", expiresAt: Fixtures.at(500)))
    await ledger.close()
    try forgetUpdates()
    let again = try await file.opened()
    let moved = MessageUpdate(notBefore: Fixtures.at(400))
    _ = try await again.carriedOut(Self.update("a", moved), id: "u")
    #expect(try await Self.waiting(again).first?.expiresAt == Fixtures.at(500))
    await again.close()
  }

  /// Leaves of the messages what the version before updates kept.
  private func forgetUpdates() throws {
    let connection = try Connection(path: file.path, mode: .write)
    try connection.run("UPDATE job SET life = NULL")
  }

  @Test("an erased person's updated text is gone")
  func person() async throws {
    let ledger = try await file.opened()
    let job = try await ledger.accepted(Fixtures.message("a", text: Self.old)).number
    _ = try await ledger.carriedOut(Self.update("a", Self.text(Self.new)), id: "u")
    let entry = try #require(try await Self.waiting(ledger).first)
    let moment = Fixtures.moment(Fixtures.at(60))
    _ = try await ledger.begin([entry.claim], areUrgent: false, at: moment)
    let failed = Settlement.Next.failed(Fixtures.error(.badRequest))
    try await ledger.settle([Fixtures.settlement(job, failed)])
    #expect(try file.image().holds(Self.new))
    #expect(try await ledger.erased("erase").jobs == 1)
    await ledger.close()
    #expect(try !file.image().holds("canary"))
  }

  /// An update as its published result shows it.
  private static func result(_ id: String, _ state: JobState) -> JobSnapshot {
    JobSnapshot(
      number: JobNumber(0),
      change: 0,
      name: Fixtures.name(id),
      kind: "update",
      state: state,
      message: nil,
      attempts: 0,
      acceptedAt: Fixtures.at(50),
      updatedAt: Fixtures.at(120),
      nextAttemptAt: nil,
      error: state == .failed ? Fixtures.error(.tooLate) : nil,
      metadata: nil,
      retryOf: nil,
      retriedAs: nil,
      affected: nil
    )
  }

  @Test(
    "an update that waited in a backup goes on; one whose result says that it was done is applied"
  )
  func restored() async throws {
    let first = try await file.opened()
    for id in ["done", "failed", "goes-on"] {
      _ = try await first.accepted(Fixtures.message(id, text: Self.old))
      let update = Self.update(id, Self.text("\(Self.new) \(id)"))
      _ = try await first.accept([Fixtures.command(update, id: "u-\(id)", spool: "default")])
    }
    let copy = file.temporary.path("copy")
    try await first.copy(to: copy)
    await first.close()
    let contents = BackupContents(
      takenAt: Fixtures.at(100),
      version: "1",
      host: "here",
      files: [:]
    )
    try BackupFile.seal(copy, as: contents)
    _ = try RestoredLedger.make(from: copy, at: Fixtures.at(200))
    let ledger = try await SQLiteLedger.open(path: copy, boot: "b", codes: PlainCodes())
    let results = [Self.result("u-done", .done), Self.result("u-failed", .failed)]
    #expect(try await ledger.adopt(results, at: Fixtures.at(210)) == [.settled, .settled])
    #expect(try await ledger.adopt(results, at: Fixtures.at(220)) == [.known, .known])
    let pending = try await ledger.recover().commands
    #expect(pending.map(\.name.id) == ["u-goes-on"])
    for command in pending { _ = try await ledger.execute(command, at: Fixtures.at(230)) }
    let texts = try await Self.waiting(ledger).map(\.envelope.text.string)
    #expect(texts == ["\(Self.new) done", Self.old, "\(Self.new) goes-on"])
    await ledger.close()
    try LedgerInspection(path: copy).expectSound()
  }
}
