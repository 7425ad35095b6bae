import SMSProducer
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("Results of submissions", .throttled)
struct ResultDirectoryTests {
  private let directory: TemporaryDirectory
  private let results: ResultDirectory

  init() throws {
    directory = try TemporaryDirectory()
    results = try ResultDirectory(path: directory.path)
  }

  private func publish(_ id: String, _ json: String) throws {
    let name = try #require(FileName(id + ".json"))
    try directory.directory.writeReplacing(name, Array(json.utf8), durable: false)
  }

  @Test("Without a token the result of the id counts, whichever submission it is of")
  func noToken() throws {
    #expect(try results.read("a") == nil)
    try publish("a", #"{"id": "a", "status": "sent", "final": true, "acks": ["t1"]}"#)
    #expect(try results.read("a", submittedAs: nil)?.status == "sent")
  }

  @Test("The result of an earlier submission is not this one's")
  func earlier() throws {
    try publish("a", #"{"id": "a", "status": "sent", "final": true, "acks": ["t1"]}"#)
    #expect(try results.read("a", submittedAs: "t2") == nil)
    try publish("a", #"{"id": "a", "status": "sent", "final": true, "acks": ["t1", "t2"]}"#)
    #expect(try results.read("a", submittedAs: "t2")?.isGood == true)
    #expect(try results.read("a", submittedAs: "t1")?.isGood == true)
  }

  @Test("A refusal lies under the token, and is recognised by its member")
  func refusal() throws {
    try publish("a", #"{"id": "a", "status": "sent", "final": true, "acks": ["t1"]}"#)
    try publish("t2", #"{"id": "a", "status": "rejected", "final": true, "ack": "t2"}"#)
    #expect(try results.read("a", submittedAs: "t2")?.status == "rejected")
    // A request whose id is a token of somebody else is no refusal of that.
    try publish("t3", #"{"id": "t3", "status": "rejected", "final": true, "ack": "t9"}"#)
    #expect(try results.read("a", submittedAs: "t3") == nil)
  }

  @Test("A file that could not be parsed is refused under the token it was named by")
  func unparsed() throws {
    try publish("t4", #"{"id": "t4", "status": "rejected", "final": true}"#)
    #expect(try results.read("a", submittedAs: "t4")?.status == "rejected")
  }

  @Test("It waits past results that are not final, and names each once")
  func waits() async throws {
    try publish("a", #"{"id": "a", "status": "queued", "final": false, "acks": ["t"]}"#)
    let seen = Mutex<[String]>([])
    let result = try await results.wait(
      for: "a",
      until: Clocks.monotonic + 30_000_000_000,
      submittedAs: "t",
      now: { Clocks.monotonic },
      onChange: { result in
        seen.withLock { $0.append(result.status) }
        try? publish("a", #"{"id": "a", "status": "sent", "final": true, "acks": ["t"]}"#)
      }
    )
    #expect(result?.status == "sent")
    #expect(seen.withLock { $0 } == ["queued"])
  }

  @Test("Out of time it returns what there is")
  func late() async throws {
    #expect(try await results.wait(for: "a", until: 0, now: { 1 }) == nil)
    try publish("a", #"{"id": "a", "status": "held", "final": false}"#)
    #expect(try await results.wait(for: "a", until: 0, now: { 1 })?.status == "held")
  }

  @Test("A result that is not JSON is an error with its path")
  func malformed() throws {
    try publish("a", "{")
    let error = #expect(throws: ResultError.self) { _ = try results.read("a") }
    #expect(error?.description.hasPrefix(directory.path("a.json")) == true)
  }
}
