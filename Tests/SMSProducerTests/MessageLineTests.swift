import SMSSystem
import TestSupport
import Testing

@testable import SMSProducer

@Suite("Results of messages in batches", .throttled)
struct MessageLineTests {
  private let directory: TemporaryDirectory
  private let results: ResultDirectory

  init() throws {
    directory = try TemporaryDirectory()
    results = try ResultDirectory(path: directory.path)
  }

  private static func line(_ id: String, _ status: String = "sent") -> String {
    #"{"id":"\#(id)","kind":"message","status":"\#(status)","final":true,"metadata":{"x":"b.2"}}"#
      + "\n"
  }

  private func append(_ text: String, to name: FileName = "b.jsonl") throws {
    let file = try directory.directory.openFile(name, [.writeOnly, .append, .create], mode: 0o600)
    try file.write(Array(text.utf8))
  }

  private func look(_ id: String, in batch: String? = nil) async throws -> PublishedResult? {
    try await results.wait(for: id, until: 0, inBatch: batch, now: { 1 })
  }

  @Test("A message's result is the last of its lines, and no other's")
  func last() async throws {
    #expect(try await look("b.2") == nil)
    try append(Self.line("b.1") + Self.line("b.2", "failed") + Self.line("b.22"))
    #expect(try await look("b.2")?.status == "failed")
    try append(Self.line("b.2"))
    #expect(try await look("b.2")?.status == "sent")
    #expect(try await look("b.3") == nil)
    #expect(try await look("b.22")?.id == "b.22")
  }

  @Test("A line without its end is none yet")
  func half() async throws {
    try append(Self.line("b.1") + String(Self.line("b.2").dropLast(9)))
    #expect(try await look("b.2") == nil)
  }

  @Test("An id that does not name its batch is found in the one that is given")
  func other() async throws {
    try append(Self.line("order-7") + Self.line("v1.x"))
    #expect(try await look("order-7") == nil)
    #expect(try await look("order-7", in: "b")?.id == "order-7")
    #expect(try await look("v1.x", in: "b")?.id == "v1.x")
  }

  @Test("The batch that was given has ended without the message: there is nothing to wait for")
  func absent() async throws {
    func end(_ status: String, isFinal: Bool = true) throws {
      let text = #"{"id": "b", "kind": "batch", "status": "\#(status)", "final": \#(isFinal)}"#
      try directory.directory.writeReplacing("b.json", Array(text.utf8), durable: false)
    }
    try append(Self.line("b.1"))
    try end("sending", isFinal: false)
    #expect(try await look("b.2", in: "b") == nil)
    try end("done")
    #expect(try await look("b.1", in: "b")?.id == "b.1")
    let error = await #expect(throws: ResultError.self) {
      _ = try await results.wait(for: "b.2", until: .max, inBatch: "b", now: { 1 })
    }
    #expect("\(try #require(error))" == "batch b has ended (done) without a message b.2")
    // A message of its own may have such an id, and wait.
    #expect(try await look("b.2") == nil)
    let text = #"{"id": "b.2", "status": "sent", "final": true}"#
    try directory.directory.writeReplacing("b.2.json", Array(text.utf8), durable: false)
    #expect(try await look("b.2", in: "b")?.status == "sent")
  }

  @Test("A file of its own counts before a line, and a submission by itself has only a file")
  func own() async throws {
    try append(Self.line("b.1"))
    let waited = try await results.wait(for: "b.1", until: 0, submittedAs: "t", now: { 1 })
    #expect(waited == nil)
    let text = #"{"id": "b.1", "status": "failed", "final": true}"#
    try directory.directory.writeReplacing("b.1.json", Array(text.utf8), durable: false)
    #expect(try await look("b.1")?.status == "failed")
  }

  @Test("What is appended later is found, also after the file was replaced by a shorter one")
  func later() throws {
    var line = try #require(MessageLine("b.2", of: nil))
    #expect(try line.read(in: directory.directory) == nil)
    try append((1...40_000).map { Self.line("b.1\($0)") }.joined())
    #expect(try line.read(in: directory.directory) == nil)
    try append(Self.line("b.2", "failed"))
    #expect(try line.read(in: directory.directory)?.status == "failed")
    #expect(try line.read(in: directory.directory)?.status == "failed")
    let shorter = Array((Self.line("b.1") + Self.line("b.2")).utf8)
    try directory.directory.writeReplacing("b.jsonl", shorter, durable: false)
    #expect(try line.read(in: directory.directory)?.status == "sent")
  }

  @Test("Only <batch>.<line> names a batch", arguments: ["b", "b.", "b.x", ".7", "b.7x"])
  func names(_ id: String) {
    #expect(MessageLine(id, of: nil) == nil)
    #expect(MessageLine("a.b.7", of: nil) != nil)
  }

  @Test(
    "A batch is good if all of it was sent, or it was canceled",
    arguments: [
      ("done", 0, true), ("done", 1, false), ("canceled", 1, true), ("rejected", 0, false),
    ]
  )
  func good(_ status: String, _ failed: Int, _ isGood: Bool) throws {
    let json = """
      {"id":"b","kind":"batch","status":"\(status)","counts":{"sent":2,"failed":\(failed)}}
      """
    #expect(try PublishedResult(Array(json.utf8)).isGood == isGood)
  }

  @Test("A search finds the first place from a position on")
  func search() {
    let search = ByteSearch(Array("abab".utf8))
    let bytes = Array("xabaababab".utf8)
    #expect(search.first(in: bytes, from: 0) == 4)
    #expect(search.first(in: bytes, from: 5) == 6)
    #expect(search.first(in: bytes, from: 7) == nil)
    #expect(search.first(in: [], from: 0) == nil)
    #expect(ByteSearch([1]).first(in: [0, 1], from: 0) == 1)
  }
}
