import Testing

@testable import SMSCore

struct LaneQueueTests {
  private static let now = WallTime(milliseconds: 1000)

  private static func entry(_ number: Int64, due: Int64 = 0) throws -> AgendaEntry {
    let phone = try PhoneNumber(parsing: "12065550142")
    return AgendaEntry(
      number: JobNumber(number),
      name: JobName(spool: "a", id: "\(number)"),
      lane: Lane(account: "main", spool: "a", priority: .normal),
      envelope: Envelope(to: phone, from: phone, text: MessageText("x")),
      dueAt: WallTime(milliseconds: due),
      expiresAt: WallTime(milliseconds: 1_000_000),
      ifUncertain: nil,
      attempts: 0,
      charged: 0
    )
  }

  private static func queue(_ numbers: ClosedRange<Int64>) throws -> LaneQueue {
    var queue = LaneQueue()
    for number in numbers { queue.append(try entry(number), now: now) }
    return queue
  }

  private static func numbers(_ queue: LaneQueue) -> [Int64] { queue.numbers.map(\.value) }

  @Test("it takes a page from what is accepted, and asks for the rest when it runs low")
  func overflow() throws {
    var queue = try Self.queue(1...300)
    #expect(queue.count == LaneQueue.page)
    #expect(Self.wanted(&queue) == nil)
    while queue.count >= LaneQueue.lowWater { _ = queue.popFirst() }
    #expect(Self.wanted(&queue) == LaneQueue.page - 63)
    #expect(Self.wanted(&queue) == nil)
  }

  private static func wanted(_ queue: inout LaneQueue, at now: WallTime = now) -> Int? {
    queue.wantsPage(at: now)
  }

  @Test("what is accepted while a page is under way comes with the next")
  func meanwhile() throws {
    var queue = LaneQueue()
    queue.mayHaveGained()
    #expect(Self.wanted(&queue) == 256)
    queue.append(try Self.entry(7), now: Self.now)
    #expect(queue.isEmpty)
    queue.loaded(AgendaPage(entries: [], hasMore: false, nextDue: nil)) { _ in false }
    #expect(Self.wanted(&queue) == 256)
  }

  @Test("a page brings nothing that is here or under way already")
  func noDuplicates() throws {
    var queue = try Self.queue(1...3)
    queue.mayHaveGained()
    _ = Self.wanted(&queue)
    let page = AgendaPage(
      entries: try (2...6).map { try Self.entry($0) },
      hasMore: true,
      nextDue: nil
    )
    queue.loaded(page) { $0.value == 5 }
    #expect(Self.numbers(queue) == [1, 2, 3, 4, 6])
    #expect(Self.wanted(&queue) == 251)
  }

  @Test("a page that failed is asked for again")
  func failed() throws {
    var queue = LaneQueue()
    queue.mayHaveGained()
    _ = Self.wanted(&queue)
    queue.loadFailed()
    #expect(Self.wanted(&queue) == 256)
  }

  @Test("what becomes due later is asked for then, the earliest first")
  func due() throws {
    var queue = LaneQueue()
    queue.append(try Self.entry(1, due: 5000), now: Self.now)
    queue.append(try Self.entry(2, due: 3000), now: Self.now)
    #expect(queue.isEmpty)
    #expect(queue.nextDue == WallTime(milliseconds: 3000))
    #expect(Self.wanted(&queue) == nil)
    #expect(Self.wanted(&queue, at: WallTime(milliseconds: 3000)) == 256)
    #expect(queue.nextDue == nil)
    let nextDue = WallTime(milliseconds: 5000)
    queue.loaded(AgendaPage(entries: [], hasMore: false, nextDue: nextDue)) { _ in false }
    #expect(queue.nextDue == nextDue)
  }

  @Test("what is put back comes first, in order, however it comes back")
  func putBack() throws {
    var queue = try Self.queue(1...6)
    let taken = (1...4).compactMap { _ in queue.popFirst() }
    queue.putBack([taken[3], taken[1]])
    queue.putBack([taken[2]])
    queue.putBack([taken[0]])
    queue.putBack([])
    #expect(Self.numbers(queue) == [1, 2, 3, 4, 5, 6])
  }

  @Test("removed jobs are gone from wherever they stand")
  func removed() throws {
    var queue = try Self.queue(1...6)
    queue.remove([JobNumber(1), JobNumber(4), JobNumber(6), JobNumber(99)])
    #expect(Self.numbers(queue) == [2, 3, 5])
  }

  @Test("while jobs out of time wait for the sweep, no page brings them again")
  func sweep() throws {
    var queue = LaneQueue()
    queue.mayHaveGained()
    queue.metOutOfTime()
    #expect(Self.wanted(&queue) == nil)
    queue.swept()
    #expect(Self.wanted(&queue) == 256)
  }
}
