import Testing

@testable import SMSCore

@Suite("What caps count")
struct CapBookTests {
  /// It is 2026-11-30T17:00:00Z.
  private static let noon = WallTime(milliseconds: 1_796_058_000_000)

  private static func at(_ seconds: Double) -> WallTime {
    noon.advanced(by: Interval(seconds: seconds))
  }

  private static func message(
    _ segments: Int = 1,
    from sender: UInt64 = 12_065_550_101,
    isUrgent: Bool = false
  ) throws -> CappedMessage {
    CappedMessage(
      account: "main",
      spool: "default",
      sender: try PhoneNumber(value: sender),
      segments: segments,
      isUrgent: isUrgent
    )
  }

  private static func cap(
    _ setting: Cap.Setting,
    _ limit: Int,
    holdsUrgent: Bool = false,
    zone: ZoneRules = .utc
  ) -> Cap {
    Cap(
      Cap.ID(.account("main"), setting),
      limit: limit,
      counters: [.account("main")],
      holdsUrgent: holdsUrgent,
      zone: zone
    )
  }

  @Test("a minute slides, and says when the oldest make room")
  func minute() throws {
    let cap = Self.cap(.segmentsPerMinute, 10)
    var book = CapBook()
    book.count(try Self.message(4), at: Self.at(0.9))
    book.count(try Self.message(4), at: Self.at(20))
    #expect(book.used(cap, at: Self.at(20)) == 8)
    #expect(book.opens(for: 2, in: cap, at: Self.at(20)) == nil)
    #expect(book.opens(for: 3, in: cap, at: Self.at(20)) == Self.at(63))
    #expect(book.opens(for: 7, in: cap, at: Self.at(20)) == Self.at(83))
    #expect(book.opens(for: 3, in: cap, at: Self.at(62.999)) == Self.at(63))
    #expect(book.opens(for: 3, in: cap, at: Self.at(63)) == nil)
    #expect(book.used(cap, at: Self.at(83)) == 0)
  }

  @Test("what is longer than the whole cap goes when nothing of it is used")
  func tooLong() throws {
    let cap = Self.cap(.segmentsPerMinute, 3)
    var book = CapBook()
    #expect(book.opens(for: 5, in: cap, at: Self.at(0)) == nil)
    book.count(try Self.message(5), at: Self.at(0))
    #expect(book.opens(for: 1, in: cap, at: Self.at(1)) == Self.at(63))
  }

  @Test("what was never sent is given back, as of when it was counted, and no more than there is")
  func givenBack() throws {
    let (minute, day) = (Self.cap(.segmentsPerMinute, 10), Self.cap(.segmentsPerDay, 10))
    var book = CapBook()
    book.count(try Self.message(4), at: Self.at(0))
    book.count(try Self.message(3), at: Self.at(30))
    #expect(book.used(day, at: Self.at(30)) == 7)
    book.giveBack(try Self.message(4), countedAt: Self.at(0))
    #expect(book.used(minute, at: Self.at(30)) == 3 && book.used(day, at: Self.at(30)) == 3)
    book.giveBack(try Self.message(4), countedAt: Self.at(30))
    #expect(book.used(minute, at: Self.at(30)) == 0 && book.used(day, at: Self.at(30)) == 0)
  }

  @Test("a day and a month begin at midnight of their zone")
  func days() throws {
    // Eight hours behind UTC.
    let pacific = ZoneRules(first: -8 * 3_600)
    let day = Self.cap(.segmentsPerDay, 10, zone: pacific)
    let month = Self.cap(.moneyPerMonth, 15, zone: pacific)
    var book = CapBook()
    // 23:59 there, the last minute of November 29 and then of November.
    let midnight = WallTime(milliseconds: 1_796_025_600_000)
    book.count(try Self.message(6), at: midnight.advanced(by: Interval(seconds: -60)))
    book.count(try Self.message(7), at: midnight)
    let soon = midnight.advanced(by: Interval(seconds: 1))
    #expect(book.used(day, at: soon) == 7 && book.used(month, at: soon) == 13)
    let next = midnight.advanced(by: Interval(seconds: 86_400))
    #expect(book.opens(for: 4, in: day, at: soon) == next)
    #expect(book.opens(for: 3, in: month, at: soon) == next, "December begins there then")
    #expect(book.opens(for: 4, in: day, at: next) == nil && book.used(month, at: next) == 0)
    // The same counts by another zone's clocks: a reload loses nothing.
    book.capsChanged()
    let utc = Self.cap(.segmentsPerDay, 10)
    #expect(book.used(utc, at: soon) == 13)
  }

  @Test("a local day has 23 to 25 hours, and may begin where midnight is skipped")
  func changes() {
    let saving = ZoneRules(
      first: -8 * 3_600,
      changes: [1_773_568_800, 1_793_523_600],
      offsets: [-7 * 3_600, -8 * 3_600]
    )
    // 2026-03-15 and 2026-11-01 have the changes of this zone.
    let spring = saving.day(at: 1_773_568_800)
    #expect(spring.end - spring.start == 23 * 3_600)
    let autumn = saving.day(at: 1_793_523_600)
    #expect(autumn.end - autumn.start == 25 * 3_600)
    // Clocks go from 00:00 to 01:00 at 1970-01-11.
    let skipped = ZoneRules(first: 0, changes: [864_000], offsets: [3_600])
    let (first, second) = (skipped.day(at: 863_999), skipped.day(at: 864_000))
    #expect(first.start == 777_600 && first.end == 864_000)
    #expect(second.start == 864_000 && second.end == 864_000 + 23 * 3_600)
    // Clocks go from 00:00 back to 23:00: the end of the day comes twice.
    let twice = ZoneRules(first: 3_600, changes: [860_400], offsets: [0])
    #expect(twice.day(at: 860_400).end - twice.day(at: 860_399).start == 25 * 3_600)
    for time in [860_399, 860_400, 863_999] as [Int64] {
      let day = twice.day(at: time)
      #expect((day.start..<day.end).contains(time))
    }
  }

  @Test("numbers of a group are counted together, and no others")
  func group() throws {
    let numbers = try [12_065_550_101, 12_065_550_102].map { try PhoneNumber(value: $0) }
    let cap = Cap(
      Cap.ID(.group("tmo", account: "main"), .segmentsPerDay),
      limit: 5,
      counters: Set(numbers.map(CapCounter.sender))
    )
    var book = CapBook()
    for sender in [12_065_550_101, 12_065_550_102, 12_065_550_103] as [UInt64] {
      book.count(try Self.message(2, from: sender), at: Self.at(0))
    }
    #expect(book.used(cap, at: Self.at(1)) == 4)
    let refusal = book.refusal(of: try Self.message(2), by: [cap], at: Self.at(1))
    #expect(refusal?.cap == cap && refusal?.used == 4)
    let other = try Self.message(2, from: 12_065_550_103)
    #expect(book.refusal(of: other, by: [cap], at: Self.at(1)) == nil)
  }

  @Test("urgent messages are counted, and held only if that is said")
  func urgent() throws {
    let urgent = try Self.message(2, isUrgent: true)
    var book = CapBook()
    for _ in 0..<3 {
      let caps = [Self.cap(.segmentsPerDay, 2)]
      #expect(book.refusal(of: urgent, by: caps, at: Self.at(0)) == nil)
      book.count(urgent, at: Self.at(0))
    }
    let cap = Self.cap(.segmentsPerDay, 2, holdsUrgent: true)
    let refusal = book.refusal(of: urgent, by: [cap], at: Self.at(0))
    #expect(refusal?.used == 6)
    #expect(refusal?.until == WallTime(milliseconds: 1_796_083_200_000))
  }

  @Test("after the clock was set back, what was sent counts as of now")
  func setBack() throws {
    let minute = Self.cap(.segmentsPerMinute, 4)
    let day = Self.cap(.segmentsPerDay, 9)
    var book = CapBook()
    book.count(try Self.message(4), at: Self.at(0))
    let earlier = Self.at(-7_200)
    let refusal = book.refusal(of: try Self.message(1), by: [minute], at: earlier)
    #expect(refusal?.until == earlier.advanced(by: Interval(seconds: 63)))
    #expect(book.used(day, at: earlier) == 4)
    #expect(book.used(minute, at: earlier.advanced(by: Interval(seconds: 63))) == 0)
  }

  @Test("old buckets are dropped, and everything that changed is to be written")
  func cleaning() throws {
    var book = CapBook()
    book.count(try Self.message(), at: Self.at(0))
    let first = book.takeChanges()
    #expect(first.count == 6 && book.takeChanges().isEmpty)
    let copy = CapBook(Dictionary(uniqueKeysWithValues: first.map { ($0, book.amount($0)) }))
    var (one, two) = (book, copy)
    let cap = Self.cap(.segmentsPerDay, 5)
    #expect(one.used(cap, at: Self.at(1)) == 1 && two.used(cap, at: Self.at(1)) == 1)
    book.count(try Self.message(), at: Self.at(40 * 86_400))
    let dropped = book.takeChanges().filter { book.amount($0) == 0 }
    #expect(Set(dropped.map(\.counter)).count == 3)
  }

  @Test("a recipient has room again 24 hours after the oldest of as many messages as are allowed")
  func recipients() {
    let cap = RecipientCap(limit: 2)
    let day: Double = 86_400
    #expect(cap.opens(after: [Self.at(0)], at: Self.at(1)) == nil)
    #expect(cap.opens(after: [Self.at(10), Self.at(0)], at: Self.at(11)) == Self.at(day))
    #expect(cap.opens(after: [Self.at(10), Self.at(0)], at: Self.at(day)) == nil)
    #expect(cap.opens(after: [0, 10, 20].map(Self.at), at: Self.at(21)) == Self.at(day + 10))
    // The clock was set back.
    #expect(cap.opens(after: [5_000, 6_000].map(Self.at), at: Self.at(0)) == Self.at(day))
  }
}
