import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Values", .throttled)
struct ValueTests {
  @Test(
    "dates are read as documented",
    arguments: [
      ("1970-01-01", 0), ("2000-02-29", 951_782_400_000_000_000),
      ("2026-11-23T08:00:00Z", 1_795_420_800_000_000_000),
      ("2026-11-23T08:00:00.25Z", 1_795_420_800_250_000_000),
      ("2026-11-23T09:30:00+01:30", 1_795_420_800_000_000_000),
      ("2026-11-23T00:00:00.123456789123-08:00", 1_795_420_800_123_456_789),
      ("1969-12-31T23:59:59.5Z", -500_000_000),
    ]
  )
  func dates(_ text: String, _ nanoseconds: Int64) {
    #expect(CalendarTime(text)?.nanoseconds == nanoseconds)
  }

  @Test(
    "what is not a date is refused",
    arguments: [
      "", "2026", "2026-13-01", "2026-00-01", "2026-04-31", "1900-02-29", "2026-11-23T",
      "2026-11-23 ",
      "2026-11-23T08:00Z", "2026-11-23T24:00:00Z", "2026-11-23T08:00:60Z", "2026-11-23T08:00:00",
      "2026-11-23T08:00:00.Z", "2026-11-23T08:00:00+0100", "2026-11-23T08:00:00Zx",
    ]
  )
  func noDates(_ text: String) {
    #expect(CalendarTime(text) == nil)
  }

  @Test("every day of 400 years is read back from its own text")
  func calendar() {
    for day in stride(from: Int64(-146_097), through: 146_097, by: 1) {
      let (year, month, dayOfMonth) = CalendarTime.civil(day: day)
      #expect(CalendarTime.day(year: year, month: month, day: dayOfMonth) == day)
    }
  }

  @Test("times are written in each of the provider's forms")
  func forms() {
    let time = CalendarTime(nanoseconds: 951_782_400_045_678_999)
    #expect(time.isoformat == "2000-02-29T00:00:00.045678+00:00")
    #expect(time.hundredths == "2000-02-29T00:00:00.04Z")
    #expect(time.microseconds == "2000-02-29T00:00:00.045678Z")
    #expect(time.httpDate == "Tue, 29 Feb 2000 00:00:00 GMT")
    #expect(CalendarTime(nanoseconds: 0).isoformat == "1970-01-01T00:00:00+00:00")
    #expect(CalendarTime(nanoseconds: -1).httpDate == "Wed, 31 Dec 1969 23:59:59 GMT")
  }

  @Test(
    "texts are cut and priced as documented",
    arguments: [
      (160, "a", 0, 1, "$0.0040"), (161, "a", 0, 2, "$0.0080"), (280, "a", 0, 2, "$0.0080"),
      (281, "a", 0, 3, "$0.0120"), (70, "é", 8, 1, "$0.0040"), (80, "é", 8, 2, "$0.0080"),
      (36, "😀", 8, 2, "$0.0080"), (36_000, "😀", 8, 1_029, "$4.1160"),
    ]
  )
  func segments(
    _ count: Int,
    _ character: String,
    _ encoding: Int,
    _ segments: Int,
    _ price: String
  ) {
    let cut = Segments(of: String(repeating: character, count: count))
    #expect(Int(cut.encoding) == encoding)
    #expect(Int(cut.count) == segments)
    #expect(cut.displayedPrice == price)
  }

  @Test("only North American numbers are numbers")
  func numbers() {
    #expect(Handset.digits("12065550142") == 12_065_550_142)
    #expect(Handset.digits("+12065550142") == 12_065_550_142)
    for text in [
      "", "+", "2065550142", "11065550142", "22065550142", "120655501420", "1206555014a",
      "++2065550142",
    ] {
      #expect(Handset.digits(text) == nil)
    }
  }

  @Test(
    "the vectors of RFC 4648",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
  )
  func base64(_ text: String, _ encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
  }

  @Test("ids are version 4 UUIDs, read back from their text")
  func identifiers() {
    var random = SplitMix64(seed: 7)
    let identifier = Identifier(using: &random)
    let text = identifier.hexadecimal
    #expect(Identifier(hexadecimal: text[...]) == identifier)
    let digits = Array(text)
    #expect(digits[12] == "4")
    #expect("89ab".contains(digits[16]))
    #expect(identifier.hyphenated.split(separator: "-").joined() == text)
    #expect(
      Identifier(hexadecimal: text.uppercased()[...]) == nil || !text.contains { $0.isLetter }
    )
  }

  @Test("held back answers come in the order in which they are due")
  func delayQueue() {
    var random = SplitMix64(seed: 3)
    var queue = DelayQueue<Exchange>()
    let dues = (0..<500).map { _ in Int64.random(in: 0...100, using: &random) }
    guard let nobody = OpaquePointer(bitPattern: 1) else { return }
    for due in dues {
      let request = HTTPRequest(
        method: "GET",
        path: String(due),
        query: [:],
        authorization: nil,
        contentType: nil
      )
      queue.insert(Exchange(request: request, connection: nobody), due: due)
    }
    #expect(queue.nextDue == dues.min())
    #expect(queue.popDue(at: -1) == nil)
    var order: [Int64] = []
    while let exchange = queue.popDue(at: 50) { order.append(Int64(exchange.request.path) ?? -1) }
    #expect(order == dues.filter { $0 <= 50 }.sorted())
    #expect(queue.removeAll().count == dues.count - order.count)
    #expect(queue.nextDue == nil)
  }

  @Test("a record made after the clock was set back has its place in the list")
  func timeline() {
    var random = SplitMix64(seed: 5)
    var store = MessageStore()
    let times: [Int64] = [10, 20, 20, 5, 30, 15]
    for (index, time) in times.enumerated() {
      store.append(
        MessageRecord(
          identifier: Identifier(using: &random),
          version: .v21,
          from: 0,
          to: UInt64(index),
          body: nil,
          receiptURL: nil,
          segments: Segments(of: "x"),
          arrivedAt: 0,
          timestamp: time
        )
      )
    }
    let (page, hasMore) = store.list(.v21, in: 10...20, offset: 1, limit: 2) { _ in true }
    #expect(page.map(\.to) == [1, 5])
    #expect(hasMore)
    #expect(store.list(.v21, in: 31...40, offset: 0, limit: 9) { _ in true }.page.isEmpty)
    #expect(store.list(.v22, in: 0...40, offset: 0, limit: 9) { _ in true }.page.isEmpty)
    #expect(store.list(.v21, in: 0...40, offset: 0, limit: 9) { _ in true }.page.count == 6)
  }
}
