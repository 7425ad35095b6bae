import Testing

@testable import SMSCore

/// The table of doubt: what a record settles, by its text and its time.
struct RecordMatchTests {
  enum Meaning: Hashable {
    case found
    case unclear
    case ignored
  }

  struct Row: CustomTestStringConvertible {
    var text: String?
    var within: Meaning
    var shifted: Meaning
    var later: Meaning = .ignored
    var showsTexts = false
    var testDescription: String {
      "\(text.debugDescription), \(showsTexts ? "texts are shown" : "texts may be changed")"
    }
  }

  private static let text = "The quick brown fox jumps over the lazy dog \u{1F600}"
  private static let start = WallTime(milliseconds: 1_700_000_000_000)
  private static let window = RecordWindow(
    earliest: start.advanced(by: Interval(seconds: -180)),
    latest: start.advanced(by: Interval(seconds: 225))
  )

  private static func search(
    _ number: Int64 = 1,
    _ text: String = text,
    isMMS: Bool = false
  ) throws -> Search {
    let phone = try PhoneNumber(parsing: "12065550142")
    let entry = AgendaEntry(
      number: JobNumber(number),
      name: JobName(spool: "default", id: "a"),
      lane: Lane(account: "main", spool: "default", priority: .normal),
      envelope: Envelope(to: phone, from: phone, text: MessageText(text)),
      dueAt: start,
      expiresAt: start,
      ifUncertain: nil,
      attempts: 1,
      charged: 1
    )
    let error = JobError(code: .timeout, message: "", hint: "")
    return Search(
      entry.number,
      MessageKey(between: entry.envelope.parties, text: digest(text), isMMS: isMMS),
      .settlement(entry, error),
      since: PastMoment(wall: start, monotonic: nil),
      endedAt: MonotonicTime(nanoseconds: 0),
      schedule: LookSchedule(steps: [Interval(seconds: 5)])
    )
  }

  private static func digest(_ text: String) -> TextDigest {
    DispatcherSimulation.digest(ComparableText(MessageText(text)).message)
  }

  private static func record(
    _ text: String?,
    _ seconds: Double,
    _ id: String = "r",
    isMMS: Bool? = nil
  ) -> ListPass.Record {
    ListPass.Record(
      id: id,
      at: start.advanced(by: Interval(seconds: seconds)),
      text: text.map { ComparableText(MessageText($0)) },
      digests: text.map { [digest($0)] } ?? (isMMS == true ? [digest("")] : []),
      isMMS: isMMS
    )
  }

  private static func meaning(_ row: Row, at seconds: Double) throws -> Meaning {
    let search = try search()
    let match = RecordMatch([search], [record(row.text, seconds)], showsTexts: row.showsTexts) {
      _ in window
    }
    if !match.found.isEmpty { return .found }
    return match.isUnclear(search) ? .unclear : .ignored
  }

  @Test(
    "holds in every row",
    arguments: [
      Row(text: text, within: .found, shifted: .unclear),
      Row(text: "  \(text)\r\n", within: .found, shifted: .unclear),
      Row(text: "The quick brown fox jumps", within: .found, shifted: .unclear),
      Row(text: nil, within: .unclear, shifted: .unclear),
      Row(text: "", within: .unclear, shifted: .unclear),
      Row(text: "[redacted]", within: .unclear, shifted: .unclear),
      Row(text: nil, within: .unclear, shifted: .unclear, showsTexts: true),
      Row(
        text: "The quick brown fox jumps over the lazy dog ?",
        within: .unclear,
        shifted: .unclear
      ),
      Row(text: "The ***** brown fox", within: .unclear, shifted: .ignored),
      Row(text: "The quick", within: .unclear, shifted: .ignored),
      Row(text: "Other words", within: .unclear, shifted: .ignored),
      Row(text: "Other words", within: .ignored, shifted: .ignored, showsTexts: true),
      Row(text: "The quick", within: .ignored, shifted: .ignored, showsTexts: true),
    ]
  )
  func rows(row: Row) throws {
    for seconds in [-180.0, -60, 0, 45, 225] {
      #expect(try Self.meaning(row, at: seconds) == row.within, "at \(seconds) s")
    }
    for hours in [-14.0, -8, -0.25, 0.25, 5.5, 14] {
      #expect(try Self.meaning(row, at: hours * 3600) == row.shifted, "at \(hours) h")
    }
    for seconds in [-400.0, 500, 54_000, -54_000, 1500] {
      #expect(try Self.meaning(row, at: seconds) == row.later, "at \(seconds) s")
    }
  }

  @Test("one record settles one search, the oldest that it can belong to")
  func oneToOne() throws {
    let searches = try [Self.search(2), Self.search(1)]
    let match = RecordMatch(searches, [Self.record(Self.text, 0)], showsTexts: true) { _ in
      Self.window
    }
    #expect(match.found.map(\.search.job) == [JobNumber(1)])
    #expect(!match.isUnclear(searches[0]))
  }

  @Test("equal texts are assigned before beginnings")
  func equalFirst() throws {
    let cut = String(Self.text.prefix(30))
    let (long, short) = (try Self.search(1), try Self.search(2, cut))
    let match = RecordMatch([long, short], [Self.record(cut, 0)], showsTexts: true) { _ in
      Self.window
    }
    #expect(match.found.map(\.search.job) == [JobNumber(2)])
  }

  @Test("a beginning of two messages is found only if both are there")
  func ambiguous() throws {
    let cut = String(Self.text.prefix(30))
    let searches = try [Self.search(1), Self.search(2, "\(cut), and another end")]
    let one = RecordMatch(searches, [Self.record(cut, 0)], showsTexts: true) { _ in Self.window }
    #expect(one.found.isEmpty)
    #expect(searches.allSatisfy(one.isUnclear))
    let records = [Self.record(cut, 0, "a"), Self.record(cut, 1, "b")]
    let two = RecordMatch(searches, records, showsTexts: true) { _ in Self.window }
    #expect(two.found.map(\.id) == ["a", "b"])
  }

  /// What one record means for a text and for an MMS.
  struct Kind: CustomTestStringConvertible {
    var text: String?
    var isMMS: Bool?
    var forText: Meaning
    var forMMS: Meaning
    var testDescription: String { "\(text ?? "no text"), \(isMMS.map { "\($0)" } ?? "unsaid")" }
  }

  @Test(
    "the record of an MMS is not taken for a text's, and one of a text may be an MMS's",
    arguments: [
      Kind(text: text, isMMS: nil, forText: .found, forMMS: .found),
      Kind(text: text, isMMS: false, forText: .found, forMMS: .found),
      Kind(text: text, isMMS: true, forText: .unclear, forMMS: .found),
      Kind(text: nil, isMMS: false, forText: .unclear, forMMS: .unclear),
      Kind(text: nil, isMMS: true, forText: .ignored, forMMS: .unclear),
      Kind(text: "", isMMS: true, forText: .ignored, forMMS: .unclear),
      Kind(text: "The quick brown fox jumps", isMMS: true, forText: .ignored, forMMS: .unclear),
      Kind(text: "Other words", isMMS: true, forText: .ignored, forMMS: .ignored),
    ]
  )
  func kinds(_ kind: Kind) throws {
    for (isMMS, meaning) in [(false, kind.forText), (true, kind.forMMS)] {
      let search = try Self.search(isMMS: isMMS)
      let record = Self.record(kind.text, 0, isMMS: kind.isMMS)
      let match = RecordMatch([search], [record], showsTexts: true) { _ in Self.window }
      let found: Meaning =
        !match.found.isEmpty ? .found : match.isUnclear(search) ? .unclear : .ignored
      #expect(found == meaning, "as MMS: \(isMMS)")
    }
  }

  @Test("a text's record goes to the text, even if an MMS with it is older")
  func textFirst() throws {
    let searches = try [Self.search(1, isMMS: true), Self.search(2)]
    let match = RecordMatch(searches, [Self.record(Self.text, 0, isMMS: false)], showsTexts: true) {
      _ in Self.window
    }
    #expect(match.found.map(\.search.job) == [JobNumber(2)])
  }

  @Test("the record of an MMS without a text is that of one")
  func emptyText() throws {
    let search = try Self.search(1, "", isMMS: true)
    let match = RecordMatch([search], [Self.record(nil, 0, isMMS: true)], showsTexts: true) { _ in
      Self.window
    }
    #expect(match.found.map(\.search.job) == [JobNumber(1)])
  }
}
