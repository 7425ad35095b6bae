import SMSCore
import Testing

@Suite struct JobFilterTests {
  /// A filter of conditions in their stored form.
  private static func filter(_ conditions: (JobFilter.Member, String)...) throws -> JobFilter {
    var filter = JobFilter()
    for (member, text) in conditions { try filter.add(text, to: member) }
    return filter
  }

  @Test("values of one condition add up")
  func values() throws {
    let filter = try Self.filter(
      (.to, "206-555-0142"),
      (.to, "12065550143"),
      (.from, "12065550101"),
      (.status, "queued"),
      (.status, "failed"),
      (.error, "timeout"),
      (.account, "main"),
      (.spool, "shop"),
      (.priority, "bulk"),
      (.since, "2026-11-23T08:00:00Z"),
      (.until, "2026-11-24T08:00:00+01:00"),
      (.metadata, "order=1042"),
      (.metadata, "note=a=b"),
      (.through, "77"),
      (.unchangedSince, "1042")
    )
    #expect(filter.recipients?.map(\.digits).sorted() == ["12065550142", "12065550143"])
    #expect(filter.senders?.map(\.digits) == ["12065550101"])
    #expect(filter.states == [.queued, .failed])
    #expect(filter.errors == [.timeout] && filter.priorities == [.bulk])
    #expect(filter.accounts == ["main"] && filter.spools == ["shop"])
    #expect(filter.since.map(RFC3339.text) == "2026-11-23T08:00:00.000Z")
    #expect(filter.until.map(RFC3339.text) == "2026-11-24T07:00:00.000Z")
    #expect(
      filter.metadata == [
        MetadataMatch(key: "order", value: "1042"), MetadataMatch(key: "note", value: "a=b"),
      ]
    )
    #expect(filter.through == JobNumber(77) && filter.unchangedSince == 1_042)
    #expect(JobFilter(text: filter.text) == filter)
  }

  @Test("the word deferred means jobs in doubt too, as in results; in_doubt only these")
  func deferred() throws {
    #expect(try Self.filter((.status, "deferred")).states == [.deferred, .inDoubt])
    #expect(try Self.filter((.status, "in_doubt")).states == [.inDoubt])
  }

  @Test(
    "every filter is stored in a text and read again",
    arguments: [
      JobFilter.all, JobFilter(states: [.deferred]), JobFilter(spools: ["a", "b"]),
    ]
  )
  func stored(_ filter: JobFilter) {
    #expect(JobFilter(text: filter.text) == filter)
  }

  @Test("keys with an equals sign or a backslash are escaped")
  func keys() throws {
    let match = MetadataMatch(key: #"a=b\c"#, value: "x\ny=z")
    #expect(match.text == #"a\=b\\c="# + "x\ny=z")
    #expect(try MetadataMatch(text: match.text) == match)
    var filter = JobFilter()
    try filter.add(match)
    #expect(JobFilter(text: filter.text) == filter)
  }

  @Test("a stored text that no version writes is not a filter", arguments: ["x", "to 5", "size 3"])
  func foreign(_ text: String) {
    #expect(JobFilter(text: text) == nil)
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let member: JobFilter.Member
    let text: String
    let rule: String
    var repair = ""
    var testDescription: String { "\(member.name) \(text.prefix(30))" }
  }

  @Test(
    "a value that does not fit is refused with its rule and its repair",
    arguments: [
      Row(member: .to, text: "12345", rule: "must not be a short code"),
      Row(member: .to, text: "", rule: "must not be empty"),
      Row(
        member: .status,
        text: "quued",
        rule: "must be one of queued, deferred",
        repair: "Did you mean \"queued\"?"
      ),
      Row(
        member: .error,
        text: "time_out",
        rule: "must be one of",
        repair: "Did you mean \"timeout\"?"
      ),
      Row(
        member: .priority,
        text: "low",
        rule: "must be one of urgent, high",
        repair: "Use one of them."
      ),
      Row(
        member: .since,
        text: "2026-11-23T08:00:00",
        rule: "lacks the offset",
        repair: "Write 2026-11-23T08:00:00Z if it is UTC"
      ),
      Row(member: .until, text: "yesterday", rule: "must be an RFC 3339 time with an offset"),
      Row(member: .metadata, text: "order", rule: "must be of the form KEY=VALUE"),
      Row(member: .metadata, text: "=1042", rule: "must be of the form KEY=VALUE"),
      Row(member: .metadata, text: "a=\u{1E}", rule: "must not hold control characters"),
      Row(member: .through, text: "-1", rule: "must be a whole number from 0"),
      Row(
        member: .spool,
        text: String(repeating: "a", count: 5_000),
        rule: "must have 4096 bytes at most"
      ),
    ]
  )
  func refused(_ row: Row) throws {
    var filter = JobFilter()
    let fault = try #require(
      throws: FilterFault.self,
      performing: { try filter.add(row.text, to: row.member) }
    )
    #expect(fault.rule.hasPrefix(row.rule), "\(fault)")
    #expect(fault.repair.hasPrefix(row.repair), "\(fault)")
    #expect(filter == .all)
  }

  @Test("a condition has a hundred values at most, and a key one")
  func many() throws {
    var filter = JobFilter()
    for number in 0..<100 { try filter.add("s\(number)", to: .spool) }
    try filter.add("s7", to: .spool)
    #expect(throws: FilterFault.self) { try filter.add("s100", to: .spool) }
    try filter.add("a=1", to: .metadata)
    try filter.add("a=1", to: .metadata)
    #expect(throws: FilterFault.self) { try filter.add("a=2", to: .metadata) }
  }

  @Test("bounds that exclude each other are a contradiction")
  func bounds() throws {
    let day = (JobFilter.Member.since, "2026-11-23T08:00:00Z")
    #expect(try Self.filter(day, (.until, "2026-11-23T08:00:01Z")).contradiction == nil)
    let fault = try Self.filter(day, (.until, "2026-11-23T08:00:00Z")).contradiction
    #expect(fault?.rule == "must be later than since")
  }
}
