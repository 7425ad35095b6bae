import Glibc
import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeRefusalTests {
  @Test("a refused request is set aside with its reason, and its result says so")
  func refused() async throws {
    let fixture = try IntakeFixture()
    let text = #"{"id": "x", "to": "12065550142", "metadata": {"k": 1}}"#
    try fixture.drop("order-7.json", text)
    await fixture.start()
    #expect(
      try fixture.names(in: .rejected) == ["1-order-7.json", "1-order-7.json.reason.json"]
    )
    #expect(
      try fixture.directory(.rejected).read("1-order-7.json", upTo: 1_000) == Array(text.utf8)
    )
    let result = try fixture.json("x.json", in: .results)
    #expect(result == (try fixture.json("1-order-7.json.reason.json", in: .rejected)))
    #expect(
      result.members.map(\.name) == [
        "id", "kind", "status", "final", "updated_at", "error", "file", "metadata",
      ]
    )
    #expect(result["id"] == "x")
    #expect(result["kind"] == "message")
    #expect(result["status"] == "rejected")
    #expect(result["final"] == true)
    #expect(result["file"] == "1-order-7.json")
    #expect(result["metadata"] == ["k": 1])
    #expect(result["error"]?.object?["code"] == "invalid_request")
    #expect(try fixture.names(in: .taken) == [])
    let owner = try fixture.root.directory.status().user
    #expect(
      fixture.reports.values.last
        == .refused(
          file: "order-7.json",
          rejectedAs: "1-order-7.json",
          code: .invalidRequest,
          producer: owner
        )
    )
  }

  @Test("a refused request takes no id: corrected, it is accepted under the same")
  func corrected() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", #"{"id": "x"}"#)
    await fixture.start()
    try fixture.drop("a.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["x"])
  }

  @Test("an id that is used for other content is refused, and its result stays")
  func duplicateID() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await fixture.start()
    try fixture.directory(.results).writeReplacing("x.json", Array("{}".utf8), durable: false)
    try fixture.drop("b.json", #"{"id": "x", "to": "12065550142", "body": "Other"}"#)
    await fixture.look()
    #expect(try fixture.directory(.results).read("x.json", upTo: 10) == Array("{}".utf8))
    #expect(try fixture.error("b.json", in: .results)["code"] == "duplicate_id")
    #expect(try fixture.names(in: .rejected) == ["1-b.json", "1-b.json.reason.json"])
  }

  @Test("a file name used again without an id is refused, and only the reason says so")
  func duplicateName() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json")
    await fixture.start()
    try fixture.drop("a.json")
    await fixture.look()
    #expect(try fixture.names(in: .results) == [])
    let error = try fixture.error("1-a.json.reason.json", in: .rejected)
    #expect(error["code"] == "duplicate_id")
    #expect(error["hint"]?.string?.contains("`id`") == true)
  }

  @Test("a bad request never replaces the result of a job")
  func known() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("x.json")
    await fixture.start()
    try fixture.drop("y.json", #"{"id": "x"}"#)
    try fixture.drop("x.json", #"{"id": "bad id"}"#)
    await fixture.look()
    #expect(try fixture.names(in: .results) == ["y.json"])
    #expect(try fixture.names(in: .rejected).count == 4)
  }

  @Test("numbers in rejected/ go on after a restart")
  func numbers() async throws {
    let fixture = try IntakeFixture()
    let rejected = try fixture.directory(.rejected)
    for name: FileName in ["41-a.json", "7-b.json", "x-1.json"] {
      try rejected.writeReplacing(name, [], durable: false)
    }
    try fixture.drop("a.json", "{}")
    await fixture.start()
    #expect(try fixture.names(in: .rejected).contains("42-a.json"))
  }

  struct Odd: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable (IntakeFixture, Directory) throws -> Void
    let code: String
    let message: String
  }

  @Test(
    "what is not a regular file of one request is refused without being read",
    arguments: [
      Odd(
        testDescription: "symbolic link",
        make: { fixture, _ in #expect(symlink("/etc/passwd", Odd.path(fixture)) == 0) },
        code: "unreadable_request",
        message: "a symbolic link"
      ),
      Odd(
        testDescription: "broken link",
        make: { fixture, _ in #expect(symlink("nowhere", Odd.path(fixture)) == 0) },
        code: "unreadable_request",
        message: "a symbolic link"
      ),
      Odd(
        testDescription: "FIFO",
        make: { fixture, _ in #expect(mkfifo(Odd.path(fixture), 0o644) == 0) },
        code: "unreadable_request",
        message: "a FIFO"
      ),
      Odd(
        testDescription: "socket",
        make: { fixture, _ in #expect(mknod(Odd.path(fixture), S_IFSOCK | 0o644, 0) == 0) },
        code: "unreadable_request",
        message: "a socket"
      ),
      Odd(
        testDescription: "directory",
        make: { _, incoming in
          let inner = try incoming.makeDirectory("x.json", mode: 0o755)
          try inner.writeReplacing("inside", [], durable: false)
        },
        code: "unreadable_request",
        message: "a directory"
      ),
      Odd(
        testDescription: "5 GiB, sparse",
        make: { _, incoming in try incoming.createFile("x.json").setSize(5 << 30) },
        code: "request_too_large",
        message: "larger than 64 KiB"
      ),
      Odd(
        testDescription: "one byte too many",
        make: { _, incoming in
          let bytes = [UInt8](repeating: 0x20, count: 65_537)
          try incoming.writeReplacing("x.json", bytes, durable: false)
        },
        code: "request_too_large",
        message: "larger than 64 KiB"
      ),
    ]
  )
  func odd(_ row: Odd) async throws {
    let fixture = try IntakeFixture()
    try row.make(fixture, fixture.directory(.incoming))
    try fixture.drop("good.json")
    await fixture.start()
    #expect(try fixture.names(in: .incoming) == [])
    #expect(try fixture.names(in: .rejected) == ["1-x.json", "1-x.json.reason.json"])
    let error = try fixture.error("x.json", in: .results)
    #expect(error["code"]?.string == row.code)
    #expect(error["message"]?.string?.contains(row.message) == true)
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["good"])
  }

  @Test("64 KiB of blanks around a request are not too much")
  func largest() async throws {
    let fixture = try IntakeFixture()
    let blanks = String(repeating: " ", count: 65_536 - IntakeFixture.request.utf8.count)
    try fixture.drop("a.json", blanks + IntakeFixture.request)
    await fixture.start()
    #expect(await fixture.ledger.submissions.count == 1)
  }

  @Test("a long name is cut to fit beside its reason")
  func longName() async throws {
    let fixture = try IntakeFixture()
    let stem = String(repeating: "é", count: 125)
    let name = try #require(FileName(stem + ".json"))
    try fixture.drop(name, "{}")
    await fixture.start()
    let names = try fixture.names(in: .rejected)
    #expect(names.count == 2)
    #expect(names[1] == names[0] + ".reason.json")
    #expect(names[0].hasPrefix("1-éé"))
    #expect(names.allSatisfy { $0.utf8.count <= 255 })
  }

  @Test("a name that is not text is escaped in reason and report")
  func invalidName() async throws {
    let fixture = try IntakeFixture()
    let name = try #require(FileName(bytes: [0x61, 0x0A, 0xFF] + Array(".json".utf8)))
    try fixture.drop(name, "{}")
    await fixture.start()
    let reason = try #require(name.surrounded(prefix: "1-", suffix: ".reason.json"))
    let document = try fixture.json(reason, in: .rejected)
    #expect(document["id"] == .null)
    #expect(document["file"] == #"1-a\x0a\xff.json"#)
    // The result has the file's own name.
    #expect(try fixture.directory(.results).contains(name))
  }

  @Test("a flood of bad files is reported in part, counted, and lets good ones through")
  func flood() async throws {
    let fixture = try IntakeFixture()
    for index in 0..<300 {
      try fixture.drop(try #require(FileName("bad-\(index).json")), "{}")
    }
    try fixture.drop("good.json")
    await fixture.start()
    #expect(await fixture.ledger.submissions.count == 1)
    let told = fixture.reports.values.filter { if case .refused = $0 { true } else { false } }
    #expect(told.count == 10)
    fixture.clock.advance(seconds: 61)
    await fixture.look()
    #expect(fixture.reports.values.last == .refusedMore([.invalidRequest: 290]))
    #expect(try fixture.names(in: .rejected).count == 600)
  }
}

extension IntakeRefusalTests.Odd {
  static func path(_ fixture: IntakeFixture) -> String {
    fixture.layout.path(of: .incoming) + "/x.json"
  }
}
