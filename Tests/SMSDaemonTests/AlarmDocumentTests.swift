import SMSJSON
import Testing

@testable import SMSCore
@testable import SMSDaemon

@Suite("The document of an alarm")
struct AlarmDocumentTests {
  private static let time = WallTime(milliseconds: 1_795_420_800_000)

  private static func notice(
    _ state: AlarmNotice.State,
    _ condition: AlarmCondition
  ) -> AlarmNotice {
    AlarmNotice(
      id: "5f0c1234-9876abcd",
      state: state,
      since: time,
      at: time.advanced(by: Interval(seconds: 90)),
      condition: condition
    )
  }

  private static func object(_ notice: AlarmNotice) throws -> JSONObject {
    let document = AlarmDocument(notice, host: "mail1")
    return try #require(try JSONParser.parse(document.bytes).object)
  }

  /// One condition of every kind.
  static func conditions() throws -> [AlarmCondition] {
    let number = try PhoneNumber(value: 12_065_550_101)
    let error = JobError(code: .unauthorized, message: "What.", hint: "Look at the keys.")
    let ledger = LedgerError(
      code: .full,
      operation: "commit",
      path: "x",
      cause: "full",
      hint: "Hm."
    )
    let lane = Lane(account: "main", spool: "default", priority: .urgent)
    let backlog = Backlog(
      oldest: [.init(lane: lane, since: WallTime(milliseconds: 0))],
      inDoubt: 20,
      holds: []
    )
    var counts = AttemptCounts()
    for _ in 0..<30 { counts.add(.timeout) }
    let day = [number: SenderCounts(sent: 100, recipients: 100, undelivered: 40, optedOut: 10)]
    let limits = AlarmLimits()
    let found: [AlarmCondition?] = [
      .accountPaused("main", error), .senderPaused(Sender(spool: "default", number: number)),
      .intakeStopped("default", reason: "files", cause: "it is broken", hint: "repair it"),
      limits.failures(of: "main", counts, isRaised: false), .ledger(ledger),
      .disk("/var", free: 1, minimum: 2), .more([.test]), .test,
    ]
    return found.compactMap(\.self) + limits.conditions(of: backlog, at: time)
      + limits.doubts(in: backlog) + limits.optOuts(of: day, policy: "Policy.")
      + limits.undelivered(of: day)
  }

  @Test("every kind conforms to the schema, in every state")
  func schema() throws {
    let schema = try JSONSchema("alarm.schema.json")
    let conditions = try Self.conditions()
    #expect(Set(conditions.map(\.key.kind)) == Set(AlarmKey.Kind.allCases))
    for condition in conditions {
      for state in AlarmNotice.State.allCases {
        let object = try Self.object(Self.notice(state, condition))
        #expect(try schema.faults(of: .object(object)) == [], "\(object)")
      }
    }
  }

  @Test("it says what happened, where and since when; a cleared one has no advice")
  func members() throws {
    let error = JobError(code: .unauthorized, message: "What.", hint: "Look at the keys.")
    let condition = AlarmCondition.accountPaused("main", error)
    let object = try Self.object(Self.notice(.raised, condition))
    #expect(object["id"]?.string == "5f0c1234-9876abcd")
    #expect(object["key"]?.string == "account_paused/main")
    #expect(object["kind"]?.string == "account_paused")
    #expect(object["state"]?.string == "raised")
    #expect(object["severity"]?.string == "critical")
    #expect(object["since"]?.string == "2026-11-23T08:00:00.000Z")
    #expect(object["at"]?.string == "2026-11-23T08:01:30.000Z")
    #expect(object["account"]?.string == "main")
    #expect(object["code"]?.string == "unauthorized")
    #expect(object["hint"]?.string == "Look at the keys.")
    #expect(object["host"]?.string == "mail1")
    #expect(object["version"]?.string == Daemon.version)
    let cleared = try Self.object(Self.notice(.cleared, condition))
    #expect(cleared["message"]?.string == "Account main sends again.")
    #expect(cleared["hint"] == nil)
  }

  @Test("whatever its texts are, it fits into a pipe that nobody reads")
  func size() throws {
    for scalar in ["\u{1}", "\"", "x", "é", "😀"] {
      let long = String(repeating: scalar, count: 5_000)
      var condition = AlarmCondition(
        AlarmKey(.disk, long),
        .warning,
        account: String(repeating: "a", count: 64),
        spool: String(repeating: "a", count: 64),
        sender: try PhoneNumber(value: 12_065_550_101),
        priority: .urgent,
        code: "unauthorized",
        count: .max,
        share: 0.123456,
        message: long,
        ending: long,
        hint: long
      )
      condition.share = 1 / 3
      let host = String(repeating: "h", count: 64)
      let document = AlarmDocument(Self.notice(.raised, condition), host: host)
      #expect(document.bytes.count <= 4_096)
      let object = try #require(try JSONParser.parse(document.bytes).object)
      #expect(object["message"]?.string?.hasPrefix(scalar == "\u{1}" ? " " : scalar) == true)
      #expect(object["share"]?.number?.text == "0.3333")
    }
  }

  @Test("files have names in the order of the reports")
  func fileName() {
    let name = AlarmDocument(Self.notice(.raised, .test), host: "").fileName
    #expect("\(name)" == "1795420890000-5f0c1234-9876abcd-raised.json")
  }

  @Test("an alarm that is stored as a note is read back as it was")
  func note() throws {
    for condition in try Self.conditions() {
      for isOver in [false, true] {
        var record = AlarmRecord(
          id: "5f0c1234-9876abcd",
          since: Self.time,
          reportedAt: Self.time.advanced(by: Interval(seconds: 1)),
          isDelivered: !isOver,
          isOver: isOver,
          condition: condition
        )
        #expect(AlarmRecord(note: record.note) == record)
        record.condition.severity = .critical
        #expect(AlarmRecord(note: record.note)?.condition.severity == .critical)
      }
    }
    #expect(AlarmRecord(note: "{}") == nil)
    #expect(AlarmRecord(note: "") == nil)
  }
}
