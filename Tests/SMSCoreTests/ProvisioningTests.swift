import SMSCore
import TestSupport
import Testing

@Suite("Numbers at the provider", .throttled)
struct ProvisioningTests {
  private static func phone(_ line: UInt64) throws -> PhoneNumber {
    try PhoneNumber(value: 12_065_550_000 + line)
  }

  private static func page(
    _ lines: ClosedRange<UInt64>?,
    count: Int? = nil,
    isLast: Bool = false
  ) throws -> NumberPage<OwnNumber> {
    let entries = try (lines.map(Array.init) ?? []).map { OwnNumber(number: try phone($0)) }
    return NumberPage(entries: entries, count: count ?? entries.count, isLast: isLast)
  }

  @Test("The pages of a list follow its offsets until one is empty, or says that it is the last")
  func pages() throws {
    var pages = NumberPages<OwnNumber>()
    #expect(pages.next == NumberPageQuery(offset: 0, limit: 200))
    pages.take(try Self.page(100...104))
    #expect(pages.next == NumberPageQuery(offset: 5, limit: 200))
    // A number that cannot be read still takes its place in the list.
    pages.take(try Self.page(105...106, count: 3))
    #expect(pages.next?.offset == 8)
    pages.take(try Self.page(nil, count: 2))
    #expect(pages.next?.offset == 10)
    pages.take(try Self.page(nil))
    #expect(pages.next == nil && pages.entries.count == 7 && !pages.isRepeating)

    var short = NumberPages<OwnNumber>()
    short.take(try Self.page(100...101, isLast: true))
    #expect(short.next == nil && short.entries.count == 2)
  }

  @Test("A list that shifts while it is read has no number twice; one that repeats is a fault")
  func shiftingPages() throws {
    var pages = NumberPages<OwnNumber>()
    pages.take(try Self.page(100...104))
    pages.take(try Self.page(104...108))
    #expect(pages.entries.count == 9 && pages.next?.offset == 10)
    pages.take(try Self.page(104...108))
    #expect(pages.isRepeating && pages.next == nil)
  }

  @Test("No more are collected than asked for")
  func limit() throws {
    var pages = NumberPages<OwnNumber>(most: 3)
    #expect(pages.next?.limit == 3)
    pages.take(try Self.page(100...101))
    #expect(pages.next != nil)
    pages.take(try Self.page(102...105))
    #expect(pages.entries.count == 3 && pages.next == nil)
  }

  @Test("A lost answer is settled by what is looked for, or by a minute of looks without it")
  func settlement() {
    var found = OwnershipSettlement(wanted: true)
    #expect(found.wait == .zero)
    found.take(isOwned: false)
    #expect(found.wait == Interval(seconds: 5))
    found.take(isOwned: nil)
    #expect(found.wait == Interval(seconds: 10))
    found.take(isOwned: true)
    #expect(found.verdict == .done && found.wait == nil)

    var lost = OwnershipSettlement(wanted: true)
    var waited = 0.0
    while let wait = lost.wait {
      waited += wait.seconds
      lost.take(isOwned: false)
    }
    #expect(lost.verdict == .notSeen && waited == 45)

    var released = OwnershipSettlement(wanted: false)
    released.take(isOwned: true)
    #expect(released.verdict == nil)
    released.take(isOwned: false)
    #expect(released.verdict == .done)
  }

  @Test("Only the number itself shows that a task is done")
  func watch() {
    let task = MessagingTask(id: "t", status: "processing")
    var watch = MessagingWatch(wanted: true, task: task, patience: Interval(seconds: 10))
    watch.take(isEnabled: false, status: "successful")
    #expect(watch.end == nil && watch.task.status == "successful")
    #expect(watch.wait == Interval(seconds: 1))
    watch.take(isEnabled: nil, status: nil)
    #expect(watch.end == nil && watch.wait == Interval(seconds: 2))
    watch.take(isEnabled: true, status: "whatever")
    #expect(watch.end == .done && watch.task == MessagingTask(id: "t", status: "whatever"))
  }

  @Test("A task is followed until it failed by the provider's word, or the time is over")
  func watchEnds() {
    let none = MessagingTask(id: nil, status: nil)
    var failed = MessagingWatch(wanted: false, task: none, patience: Interval(seconds: 10))
    failed.learn(MessagingTask(id: "t", status: "processing"))
    #expect(failed.task.id == "t")
    failed.take(isEnabled: true, status: "Failed")
    #expect(failed.end == .failed)

    var slow = MessagingWatch(wanted: true, task: none, patience: Interval(seconds: 25))
    var waits: [Double] = []
    while slow.end == nil {
      slow.take(isEnabled: false, status: nil)
      if slow.end == nil { waits.append(slow.wait.seconds) }
    }
    #expect(slow.end == .stillUnderWay && waits == [1, 2, 4, 8, 10])

    var impatient = MessagingWatch(wanted: true, task: none, patience: .zero)
    impatient.take(isEnabled: false, status: nil)
    #expect(impatient.end == .stillUnderWay)
  }

  @Test("The configuration is compared with the account, number by number")
  func check() throws {
    let own = [
      OwnNumber(number: try Self.phone(101), isMessagingEnabled: true),
      OwnNumber(number: try Self.phone(102), isMessagingEnabled: false),
      OwnNumber(number: try Self.phone(103)),
      OwnNumber(number: try Self.phone(109), isMessagingEnabled: true),
    ]
    let configured = try [102, 104, 101, 103].map { try Self.phone($0) }
    let checks = NumberCheck.all(configured: configured, own: own)
    #expect(checks.map(\.verdict) == [.disabled, .missing, .ok, .unclear, .unconfigured])
    #expect(checks.map(\.verdict.isProblem) == [true, true, false, false, false])
    #expect(checks[1].own == nil && checks[4].number == own[3].number)
  }
}
