import Glibc
import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeRefusalTests {
  @Test("a refused request is set aside with its reason, and its result tells it")
  func refused() async throws {
    let bench = try IntakeFixture()
    let text = #"{"id": "x", "to": "12065550142", "metadata": {"k": 1}}"#
    try bench.drop("order-7.json", text)
    await bench.start()
    #expect(
      try bench.names(in: .rejected) == ["1-order-7.json", "1-order-7.json.reason.json"]
    )
    #expect(
      try bench.directory(.rejected).read("1-order-7.json", upTo: 1_000) == Array(text.utf8)
    )
    let result = try bench.json("x.json", in: .results)
    #expect(result == (try bench.json("1-order-7.json.reason.json", in: .rejected)))
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
    #expect(try bench.names(in: .taken) == [])
    let owner = try bench.root.directory.status().user
    #expect(
      bench.reports.values.last
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
    let bench = try IntakeFixture()
    try bench.drop("a.json", #"{"id": "x"}"#)
    await bench.start()
    try bench.drop("a.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["x"])
  }

  @Test("an id that is used for other content is refused, and its result stays")
  func duplicateID() async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await bench.start()
    try bench.directory(.results).writeReplacing("x.json", Array("{}".utf8), durable: false)
    try bench.drop("b.json", #"{"id": "x", "to": "12065550142", "body": "Other"}"#)
    await bench.look()
    #expect(try bench.directory(.results).read("x.json", upTo: 10) == Array("{}".utf8))
    #expect(try bench.error("b.json", in: .results)["code"] == "duplicate_id")
    #expect(try bench.names(in: .rejected) == ["1-b.json", "1-b.json.reason.json"])
  }

  @Test("a file name used again without an id is refused, and only the reason tells it")
  func duplicateName() async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json")
    await bench.start()
    try bench.drop("a.json")
    await bench.look()
    #expect(try bench.names(in: .results) == [])
    let error = try bench.error("1-a.json.reason.json", in: .rejected)
    #expect(error["code"] == "duplicate_id")
    #expect(error["hint"]?.string?.contains("`id`") == true)
  }

  @Test("a bad request never replaces the result of a job")
  func known() async throws {
    let bench = try IntakeFixture()
    try bench.drop("x.json")
    await bench.start()
    try bench.drop("y.json", #"{"id": "x"}"#)
    try bench.drop("x.json", #"{"id": "bad id"}"#)
    await bench.look()
    #expect(try bench.names(in: .results) == ["y.json"])
    #expect(try bench.names(in: .rejected).count == 4)
  }

  @Test("numbers in rejected/ go on after a restart")
  func numbers() async throws {
    let bench = try IntakeFixture()
    let rejected = try bench.directory(.rejected)
    for name: FileName in ["41-a.json", "7-b.json", "x-1.json"] {
      try rejected.writeReplacing(name, [], durable: false)
    }
    try bench.drop("a.json", "{}")
    await bench.start()
    #expect(try bench.names(in: .rejected).contains("42-a.json"))
  }

  struct Odd: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable (IntakeFixture, Directory) throws -> Void
    let code: String
    let message: String
  }

  @Test(
    "what is no regular file of one request is refused without being read",
    arguments: [
      Odd(
        testDescription: "symbolic link",
        make: { bench, _ in #expect(symlink("/etc/passwd", Odd.path(bench)) == 0) },
        code: "unreadable_request",
        message: "a symbolic link"
      ),
      Odd(
        testDescription: "broken link",
        make: { bench, _ in #expect(symlink("nowhere", Odd.path(bench)) == 0) },
        code: "unreadable_request",
        message: "a symbolic link"
      ),
      Odd(
        testDescription: "FIFO",
        make: { bench, _ in #expect(mkfifo(Odd.path(bench), 0o644) == 0) },
        code: "unreadable_request",
        message: "a FIFO"
      ),
      Odd(
        testDescription: "socket",
        make: { bench, _ in #expect(mknod(Odd.path(bench), S_IFSOCK | 0o644, 0) == 0) },
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
    let bench = try IntakeFixture()
    try row.make(bench, bench.directory(.incoming))
    try bench.drop("good.json")
    await bench.start()
    #expect(try bench.names(in: .incoming) == [])
    #expect(try bench.names(in: .rejected) == ["1-x.json", "1-x.json.reason.json"])
    let error = try bench.error("x.json", in: .results)
    #expect(error["code"]?.string == row.code)
    #expect(error["message"]?.string?.contains(row.message) == true)
    #expect(await bench.ledger.submissions.map(\.name.id) == ["good"])
  }

  @Test("64 KiB of blanks around a request are not too much")
  func largest() async throws {
    let bench = try IntakeFixture()
    let blanks = String(repeating: " ", count: 65_536 - IntakeFixture.request.utf8.count)
    try bench.drop("a.json", blanks + IntakeFixture.request)
    await bench.start()
    #expect(await bench.ledger.submissions.count == 1)
  }

  @Test("a long name is cut to fit beside its reason")
  func longName() async throws {
    let bench = try IntakeFixture()
    let stem = String(repeating: "é", count: 125)
    let name = try #require(FileName(stem + ".json"))
    try bench.drop(name, "{}")
    await bench.start()
    let names = try bench.names(in: .rejected)
    #expect(names.count == 2)
    #expect(names[1] == names[0] + ".reason.json")
    #expect(names[0].hasPrefix("1-éé"))
    #expect(names.allSatisfy { $0.utf8.count <= 255 })
  }

  @Test("a name that is no text is escaped in reason and report")
  func invalidName() async throws {
    let bench = try IntakeFixture()
    let name = try #require(FileName(bytes: [0x61, 0x0A, 0xFF] + Array(".json".utf8)))
    try bench.drop(name, "{}")
    await bench.start()
    let reason = try #require(name.surrounded(prefix: "1-", suffix: ".reason.json"))
    let document = try bench.json(reason, in: .rejected)
    #expect(document["id"] == .null)
    #expect(document["file"] == #"1-a\x0a\xff.json"#)
    // The result has the file's own name.
    #expect(try bench.directory(.results).contains(name))
  }

  @Test("a flood of bad files is told in part, counted, and lets good ones through")
  func flood() async throws {
    let bench = try IntakeFixture()
    for index in 0..<300 {
      try bench.drop(try #require(FileName("bad-\(index).json")), "{}")
    }
    try bench.drop("good.json")
    await bench.start()
    #expect(await bench.ledger.submissions.count == 1)
    let told = bench.reports.values.filter { if case .refused = $0 { true } else { false } }
    #expect(told.count == 10)
    bench.clock.advance(seconds: 61)
    await bench.look()
    #expect(bench.reports.values.last == .refusedMore([.invalidRequest: 290]))
    #expect(try bench.names(in: .rejected).count == 600)
  }
}

extension IntakeRefusalTests.Odd {
  static func path(_ bench: IntakeFixture) -> String {
    bench.layout.path(of: .incoming) + "/x.json"
  }
}
