import SMSCore
import Testing

/// What an update makes of a message that waits, in seconds after its acceptance.
@Suite struct MessageUpdateTests {
  private static let start = WallTime(milliseconds: 1_700_000_000_000)

  private static func at(_ seconds: Double) -> WallTime {
    start.advanced(by: Interval(seconds: seconds))
  }

  private static func message(
    due: Double = 0,
    notBefore: Double? = nil,
    expires: Double = 100,
    life: LifeStart? = nil,
    opens: Double? = nil,
    next: Double? = nil,
    priority: Priority = .normal,
    batch: JobNumber? = nil
  ) throws -> WaitingMessage {
    WaitingMessage(
      to: try PhoneNumber(parsing: "12065550142"),
      lane: Lane(account: "main", spool: "default", priority: priority, batch: batch),
      acceptedAt: start,
      dueAt: at(due),
      notBefore: notBefore.map(at),
      expiresAt: at(expires),
      life: life,
      opensAt: opens.map(at),
      nextAttemptAt: next.map(at)
    )
  }

  private static func updated(
    _ message: WaitingMessage,
    _ update: MessageUpdate,
    at now: Double = 10
  ) throws -> WaitingMessage {
    try message.updated(by: update, SendWindows(), at: at(now))
  }

  /// `notBefore` and `expires` after an update to another `not_before`.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var life: LifeStart?
    var old: Double?
    var due: Double
    var next: Double?
    var new: Double
    var dueAfter: Double
    var nextAfter: Double?
    var expiresAfter: Double

    init(
      _ description: String,
      life: LifeStart? = nil,
      old: Double? = nil,
      due: Double? = nil,
      next: Double? = nil,
      new: Double,
      dueAfter: Double,
      nextAfter: Double? = nil,
      expiresAfter: Double
    ) {
      testDescription = description
      self.life = life
      self.old = old
      self.due = due ?? old ?? 0
      self.next = next
      self.new = new
      self.dueAfter = dueAfter
      self.nextAfter = nextAfter
      self.expiresAfter = expiresAfter
    }
  }

  /// All expire after 100 seconds.
  @Test(
    "another not_before moves the due time, and a life that is counted",
    arguments: [
      Row("its own end stays", new: 50, dueAfter: 50, expiresAfter: 100),
      Row("a ttl moves", life: .start, new: 50, dueAfter: 50, expiresAfter: 150),
      Row("the usual life moves", life: .opening, new: 500, dueAfter: 500, expiresAfter: 600),
      Row(
        "earlier than before",
        life: .opening,
        old: 90,
        new: 50,
        dueAfter: 50,
        expiresAfter: 60
      ),
      Row(
        "a time that has passed: now, with its whole life from now",
        life: .start,
        old: 40,
        new: -1_000,
        dueAfter: 0,
        expiresAfter: 70
      ),
      Row(
        "a backoff is not shortened",
        old: 5,
        due: 60,
        next: 60,
        new: 20,
        dueAfter: 60,
        nextAfter: 60,
        expiresAfter: 100
      ),
      Row(
        "but later it is",
        due: 60,
        next: 60,
        new: 80,
        dueAfter: 80,
        nextAfter: 80,
        expiresAfter: 100
      ),
      Row(
        "a paused account's probe still shows as the next attempt",
        next: 30,
        new: 20,
        dueAfter: 20,
        nextAfter: 30,
        expiresAfter: 100
      ),
    ]
  )
  func notBefore(_ row: Row) throws {
    let message = try Self.message(
      due: row.due,
      notBefore: row.old,
      life: row.life,
      next: row.next
    )
    let new = try Self.updated(message, MessageUpdate(notBefore: Self.at(row.new)))
    #expect(new.notBefore == Self.at(row.new))
    #expect(new.dueAt == Self.at(row.dueAfter))
    #expect(new.nextAttemptAt == row.nextAfter.map(Self.at))
    #expect(new.expiresAt == Self.at(row.expiresAfter))
    #expect(new.life == row.life)
  }

  @Test("another end is a time, or counts from the update or from not_before")
  func end() throws {
    let message = try Self.message(notBefore: 50, life: .opening)
    let fixed = try Self.updated(message, MessageUpdate(end: .at(Self.at(70))))
    #expect(fixed.expiresAt == Self.at(70) && fixed.life == nil)
    let life = MessageUpdate.End.after(Interval(seconds: 30), since: Self.at(9))
    let counted = try Self.updated(message, MessageUpdate(end: life))
    #expect(counted.expiresAt == Self.at(80) && counted.life == .start)
    let both = try Self.updated(message, MessageUpdate(notBefore: Self.at(5), end: life))
    #expect(both.expiresAt == Self.at(39))
  }

  @Test("a message cannot be made to expire before it may be sent")
  func impossible() throws {
    let message = try Self.message(notBefore: 50)
    for update in [
      MessageUpdate(notBefore: Self.at(100)), MessageUpdate(end: .at(Self.at(50))),
      MessageUpdate(notBefore: Self.at(90), end: .at(Self.at(80))),
    ] {
      #expect(throws: UpdateFault.self) { try Self.updated(message, update) }
    }
    #expect(throws: Never.self) {
      try Self.updated(message, MessageUpdate(notBefore: Self.at(100), end: .at(Self.at(101))))
    }
  }

  @Test("an end that came while the update waited is applied")
  func late() throws {
    let message = try Self.message(notBefore: 50)
    let new = try Self.updated(message, MessageUpdate(end: .at(Self.at(9))))
    #expect(new.expiresAt == Self.at(9))
  }

  @Test("another priority alone changes the lane alone; in a batch it is never urgent")
  func priority() throws {
    let message = try Self.message(life: .opening)
    let new = try Self.updated(message, MessageUpdate(priority: .urgent))
    var same = new
    same.lane.priority = .normal
    #expect(new.lane.priority == .urgent && same == message)
    let line = try Self.message(batch: JobNumber(7))
    #expect(throws: UpdateFault.urgentInBatch) {
      try Self.updated(line, MessageUpdate(priority: .urgent))
    }
    #expect(try Self.updated(line, MessageUpdate(priority: .high)).lane.priority == .high)
  }

  @Test("the members of an update are those that its request had")
  func members() {
    let all = MessageUpdate(
      notBefore: Self.start,
      end: .after(Interval(seconds: 1), since: Self.start),
      priority: .high,
      text: .kept
    )
    #expect(all.members == ["not_before", "ttl_seconds", "priority", "body"])
    #expect(MessageUpdate(end: .at(Self.start)).members == ["expires_at"])
  }
}
