import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct ErasureTests {
  static let canary = "canary-2f9c"

  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("texts leave the file and the log when their messages are sent, whatever else moves")
  func sent() async throws {
    let ledger = try await file.opened()
    var numbers: [JobNumber] = []
    for batch in 0..<6 {
      for acceptance in try await ledger.accept(Self.messages(batch)) {
        if case .message(let entry) = acceptance { numbers.append(entry.number) }
      }
    }
    #expect(try file.image().holds(Self.canary))
    _ = try await ledger.begin(numbers, at: Fixtures.at(10))
    // Out of order, with other messages deferred and failed in between.
    for number in numbers.reversed() {
      let next: Settlement.Next =
        switch number.value % 5 {
        case 0: .failed(Fixtures.error(.forbidden))
        case 1: .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(50))
        default: .sent(providerMessageID: "mdr2-\(number.value)")
        }
      try await ledger.settle([Fixtures.settlement(number, next)])
    }
    await ledger.close()
    let image = try file.image()
    for number in numbers {
      let isGone = !image.holds(Self.text(Int(number.value)))
      #expect(isGone == (number.value % 5 > 1), "job \(number.value)")
    }
  }

  /// Lengths vary, so that pages split where they like.
  private static func messages(_ batch: Int) -> [Submission] {
    (1...50).map { index in
      let number = batch * 50 + index
      return Fixtures.message("m\(number)", text: text(number))
    }
  }

  private static func text(_ number: Int) -> String {
    "\(canary)-\(number)-" + String(repeating: "z", count: number * 37 % 700)
  }

  @Test("texts are gone too when messages come and go in any order")
  func anyOrder() async throws {
    let ledger = try await file.opened()
    let sent = try await ledger.writer.change { session throws(LedgerError) in
      try Self.comeAndGo(3000, in: session)
    }
    await ledger.close()
    let image = try file.image()
    #expect(sent.count > 2000)
    #expect(sent.count { image.holds("\(Self.canary)-\($0.value)-") } == 0)
  }

  /// Rows that are deleted instead of overwritten leave a few copies behind here.
  private static func comeAndGo(
    _ count: Int,
    in session: WriteSession
  ) throws(LedgerError) -> [JobNumber] {
    var random = Draws(state: 1)
    var texts = 0
    var waiting: [JobNumber] = []
    var sent: [JobNumber] = []
    while texts < count || !waiting.isEmpty {
      if texts < count, waiting.isEmpty || random.next(100) < 55 {
        texts += 1
        let filler = String(repeating: "z", count: random.next(900))
        let text = MessageText("\(canary)-\(texts)-\(filler)")
        let envelope = Envelope(to: Fixtures.phone(142), from: Fixtures.phone(101), text: text)
        try session.insertText(of: envelope, for: JobNumber(Int64(texts)))
        waiting.append(JobNumber(Int64(texts)))
      } else {
        let job = waiting.remove(at: random.next(waiting.count))
        // Every tenth failed, so its text stays.
        guard job.value % 10 != 0 else { continue }
        try session.eraseText(in: job)
        sent.append(job)
      }
    }
    return sent
  }

  /// The same numbers in every run: Knuth's linear congruential generator, its high bits.
  private struct Draws {
    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  @Test("a retried message's text is there once, and gone when the retry is sent")
  func retried() async throws {
    let ledger = try await file.opened()
    let job = try await ledger.accepted(Fixtures.message("a", text: Self.canary)).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.forbidden)))])
    _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
    let page = try await ledger.page(
      of: Fixtures.lane,
      dueBy: Fixtures.at(99),
      excluding: [],
      limit: 1
    )
    let again = try #require(page.entries.first?.number)
    _ = try await ledger.begin([again], at: Fixtures.at(60))
    try await ledger.settle([Fixtures.settlement(again, .sent(providerMessageID: nil))])
    await ledger.close()
    #expect(try !file.image().holds(Self.canary))
  }

  @Test("the log is truncated by itself once the ledger rests")
  func truncatedAtRest() async throws {
    var limits = CheckpointSchedule.Limits()
    limits.rest = 1_000_000
    let ledger = try await file.opened(limits)
    let job = try await ledger.accepted(Fixtures.message("a", text: Self.canary)).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: nil))])
    let file = file
    let isEmpty = try await DirectoryWatch.wait(in: file.directory) {
      try file.logLength == 0 ? true : nil
    }
    #expect(isEmpty)
    #expect(try !file.image().holds(Self.canary))
    await ledger.close()
  }

  @Test("the log stays bounded under load, and nothing is lost by waiting for it")
  func bounded() async throws {
    var limits = CheckpointSchedule.Limits()
    limits.checkpointAbove = 200_000
    limits.waitAbove = 1_000_000
    let ledger = try await file.opened(limits)
    let long = String(repeating: "x", count: 1600)
    for batch in 0..<80 {
      _ = try await ledger.accept((0..<20).map { Fixtures.message("m\(batch).\($0)", text: long) })
    }
    #expect(try file.logLength < 2_000_000)
    #expect(try await ledger.waiting(in: "default") == 1600)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }
}
