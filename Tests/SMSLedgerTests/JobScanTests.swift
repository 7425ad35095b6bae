import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct JobScanTests {
  private let temporary: TemporaryDirectory
  private let connection: Connection

  init() throws {
    temporary = try TemporaryDirectory()
    connection = try Connection(path: temporary.path("ledger.sqlite"), mode: .create)
    try Schema.ledger.apply(to: connection)
  }

  /// Adds jobs with these numbers; every third goes to phone 3, and those have an error.
  private func add(_ numbers: [Int64]) throws {
    for number in numbers {
      try connection.run(
        """
        INSERT INTO job (number, spool, id, kind, state, recipient, accepted, updated, digest,
          taken, producer)
        VALUES (?1, 'default', 'job-' || ?1, 'message', 0, ?2, 1, 1, x'00', 1, 0)
        """,
        [.integer(number), .phone(Fixtures.phone(number % 3 == 0 ? 3 : 1))]
      )
      guard number % 3 == 0 else { continue }
      try connection.run(
        "INSERT INTO error (job, code, message, hint) VALUES (?, 'timeout', '', '')",
        [.integer(number)]
      )
    }
  }

  private static var toThree: JobFilter {
    var filter = JobFilter()
    filter.recipients = [Fixtures.phone(3)]
    return filter
  }

  private static var timeouts: JobFilter {
    var filter = JobFilter()
    filter.errors = [.timeout]
    return filter
  }

  private func numbers(_ scan: JobScan, _ part: JobScan.Part) throws -> [Int64] {
    let query = scan.query("job.number", in: part)
    var numbers: [Int64] = []
    try connection.query("\(query.sql) ORDER BY job.number", query.values) {
      numbers.append($0.integer(0))
    }
    return numbers
  }

  @Test("parts skip numbers without jobs, and the last one is known as such")
  func gaps() throws {
    try add([2, 3, 1_000_001, 1_000_002, 1_000_003])
    let scan = JobScan(.all, size: 2)
    let first = try scan.newest(before: .max, on: connection)
    #expect(first == JobScan.Part(numbers: 1_000_002...1_000_003, isLast: false))
    let second = try scan.newest(before: 1_000_002, on: connection)
    #expect(second == JobScan.Part(numbers: 1_000_000...1_000_001, isLast: false))
    let third = try scan.newest(before: 1_000_000, on: connection)
    #expect(third == JobScan.Part(numbers: 2...3, isLast: true))
    #expect(try scan.newest(before: 2, on: connection) == nil)
  }

  @Test(
    "a part of an index holds as many jobs as it may, wherever they are",
    arguments: [JobScanTests.toThree, JobScanTests.timeouts]
  )
  func indexed(_ filter: JobFilter) throws {
    try add(Array(1...30))
    let scan = JobScan(filter, size: 4)
    let part = try #require(try scan.newest(before: 28, on: connection))
    #expect(part == JobScan.Part(numbers: 18...27, isLast: false))
    #expect(try numbers(scan, part) == [18, 21, 24, 27])
    let rest = try #require(try scan.newest(before: 10, on: connection))
    #expect(rest == JobScan.Part(numbers: 1...9, isLast: true))
    #expect(try numbers(scan, rest) == [3, 6, 9])
  }

  @Test(
    "commands go through the same jobs from the oldest on, up to themselves",
    arguments: [JobScanTests.toThree, JobScanTests.timeouts, .all]
  )
  func oldest(_ filter: JobFilter) throws {
    try add(Array(1...30))
    let scan = JobScan(filter, size: 4)
    var found: [Int64] = []
    var after: Int64 = 5
    while let part = try scan.oldest(after: after, before: 29, on: connection) {
      let numbers = try numbers(scan, part)
      #expect(numbers.count <= 4)
      found += numbers
      after = part.numbers.upperBound
      #expect(part.isLast == (after == 28))
    }
    #expect(found == (filter == .all ? Array(6...28) : Array(stride(from: 6, through: 27, by: 3))))
  }

  private static var waiting: JobFilter { JobFilter(states: [.deferred, .held]) }

  @Test("jobs in rare states are found by their indexes, and share a part")
  func states() throws {
    try add(Array(1...30))
    for (state, numbers) in [(1, "3, 9, 27"), (2, "4, 28"), (5, "1, 2, 30")] {
      try connection.run(
        "UPDATE job SET account = 'main', state = \(state) WHERE number IN (\(numbers))"
      )
    }
    let scan = JobScan(Self.waiting, size: 4)
    let part = try #require(try scan.newest(before: .max, on: connection))
    #expect(try numbers(scan, part) == [9, 27, 28])
    let rest = try #require(
      try scan.newest(before: part.numbers.lowerBound, on: connection)
    )
    #expect(rest.isLast)
    #expect(try numbers(scan, rest) == [3, 4])
    let oldest = try #require(try scan.oldest(after: 3, before: 28, on: connection))
    #expect(try numbers(scan, oldest) == [4, 9, 27])
  }

  @Test("recipients share a part")
  func shared() throws {
    try add(Array(1...30))
    var filter = JobFilter()
    filter.recipients = [Fixtures.phone(1), Fixtures.phone(3)]
    let scan = JobScan(filter, size: 4)
    let part = try #require(try scan.newest(before: .max, on: connection))
    #expect(try numbers(scan, part).count <= 4)
  }

  @Test(
    "a search by recipient or by error uses its index, and no table is scanned",
    arguments: [JobScanTests.toThree, JobScanTests.timeouts, JobScanTests.waiting, .all]
  )
  func plan(_ filter: JobFilter) throws {
    let query = JobScan(filter).query("count(*)", in: JobScan.Part(numbers: 1...9, isLast: true))
    var plan: [String] = []
    try connection.query("EXPLAIN QUERY PLAN \(query.sql)", query.values) {
      plan.append($0.text(3))
    }
    // What an index found is gone through, no table.
    #expect(!plan.contains { $0.hasPrefix("SCAN") && $0 != "SCAN found" }, "\(plan)")
    let index =
      switch filter {
      case Self.toThree: "addressee USING PRIMARY KEY (phone=? AND job>? AND job<?)"
      case Self.timeouts: "INDEX error_code (code=? AND job>? AND job<?)"
      case Self.waiting: "INDEX job_held_number (number>? AND number<?)"
      default: "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
      }
    #expect(plan.contains { $0.contains(index) }, "\(plan)")
  }

  @Test("the message that a reply answers is sought by its recipient")
  func reply() throws {
    var plan: [String] = []
    try connection.query(
      "EXPLAIN QUERY PLAN \(WriteSession.lastMessagesSQL)",
      [.integer(1), .integer(1), .integer(1), .integer(1)]
    ) { plan.append($0.text(3)) }
    let hit = plan.contains { $0.contains("addressee USING PRIMARY KEY (phone=? AND job<?)") }
    let rest = plan.contains { $0.contains("SEARCH job USING INTEGER PRIMARY KEY (rowid>?)") }
    #expect(hit && rest && !plan.contains { $0.hasPrefix("SCAN job") }, "\(plan)")
  }
}
