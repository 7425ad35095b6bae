import SMSCommands
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("submit --file", .throttled)
struct BatchTests {
  private let fixture: CommandFixture

  init() throws {
    fixture = try CommandFixture()
  }

  private func submit(_ text: String, _ words: String...) async throws -> CommandFixture.Run {
    try fixture.write("many.jsonl", text)
    let file = fixture.directory.path("many.jsonl")
    return await fixture.run(["submit", "--file", file, "--config", fixture.configuration] + words)
  }

  @Test("Messages become one batch; those without an id are numbered by their lines")
  func many() async throws {
    let run = try await submit(
      """
      {"to": "2065550142", "body": "one"}

      {"id": "own",  "to": "2065550143", "body": "two"}
      {"id": null, "to": "2065550144", "body": "three"}
      """,
      "--id",
      "night"
    )
    #expect(run.exit == .done, "\(run.error)")
    #expect(run.output == "3 messages submitted to spool default as batch night\n")
    #expect(try fixture.incoming() == ["night.jsonl"])
    #expect(
      try fixture.batch("night.jsonl") == [
        #"{"kind":"batch","id":"night","count":3}"#,
        #"{"id":"night.1","to":"2065550142","body":"one"}"#,
        #"{"id": "own",  "to": "2065550143", "body": "two"}"#,
        #"{"id":"night.4","to":"2065550144","body":"three"}"#,
      ]
    )
  }

  @Test("A header in the file is the batch's, and its lines keep their numbers")
  func header() async throws {
    let run = try await submit(
      """

      {"kind": "batch", "id": "own", "template": "Hi {name}", "defaults": {"priority": "high"}}
      {"to": "2065550142", "fields": {"name": "Ada"}}

      {"to": "2065550143", "fields": {"name": "Jo"}}
      """,
      "--wait",
      "--timeout",
      "0"
    )
    #expect(run.exit == .tryAgain, "\(run.error)")
    let lines = try fixture.batch("own.jsonl")
    let header = try JSONParser.parse(Array(lines[0].utf8)).object
    #expect(
      header?.members.map(\.name) == ["kind", "id", "template", "defaults", "ack", "count"]
    )
    #expect(
      Array(lines.dropFirst()) == [
        "", #"{"to": "2065550142", "fields": {"name": "Ada"}}"#, "",
        #"{"to": "2065550143", "fields": {"name": "Jo"}}"#,
      ]
    )
  }

  @Test("An id in the header and another with --id are refused")
  func twoIDs() async throws {
    let run = try await submit(
      #"{"kind": "batch", "id": "own"}"# + "\n" + #"{"to": "2065550142", "body": "x"}"#,
      "--id",
      "b"
    )
    #expect(run.exit == .usage)
    #expect(run.error.contains("has another id than --id"), "\(run.error)")
  }

  @Test("Requests of other kinds become files of their own")
  func others() async throws {
    let run = try await submit(
      #"{"to": "2065550142", "body": "one"}"# + "\n" + #"{"kind": "cancel", "message": "x"}"#,
      "--id",
      "b"
    )
    #expect(run.exit == .done, "\(run.error)")
    #expect(
      run.lines == [
        "1 message submitted to spool default as batch b",
        "1 request submitted to spool default, id b.2",
      ]
    )
    #expect(try fixture.incoming() == ["b.2.json", "b.jsonl"])
    #expect(try fixture.request("b.2.json")["kind"] == "cancel")
  }

  @Test("With --json the batch is reported on a line, and so is each other request")
  func json() async throws {
    let run = try await submit(
      #"{"to": "2065550142", "body": "one"}"# + "\n" + #"{"kind": "cancel", "message": "x"}"#,
      "--id",
      "b",
      "--json"
    )
    #expect(
      run.lines == [
        #"{"id":"b","kind":"batch","messages":1,"spool":"default"}"#,
        #"{"id":"b.2","spool":"default"}"#,
      ]
    )
  }

  @Test("With --wait the batch carries a token, and an earlier result is not taken for its own")
  func token() async throws {
    let earlier = #"{"id": "b", "kind": "batch", "status": "done", "final": true, "acks": ["old"]}"#
    try fixture.publish("b", earlier)
    let run = try await submit(
      #"{"to": "2065550142", "body": "one"}"#,
      "--id",
      "b",
      "--wait",
      "--timeout",
      "0"
    )
    #expect(run.exit == .tryAgain)
    #expect(run.error.contains("b has no result in"), "\(run.error)")
    let header = try JSONParser.parse(Array(try fixture.batch("b.jsonl")[0].utf8))
    #expect(header["ack"]?.string?.isEmpty == false)
  }

  @Test(
    "The result of a batch is printed with its counts; only what was sent whole is a success",
    arguments: [
      (#""sent": 3, "failed": 0"#, "b: done, 3 of 3 sent", 0),
      (#""sent": 2, "failed": 1"#, "b: done, 2 of 3 sent, 1 failed", 1),
    ]
  )
  func result(_ counts: String, _ line: String, _ status: Int32) async throws {
    try fixture.publish(
      "b",
      """
      {"id": "b", "kind": "batch", "status": "done", "final": true, "messages": 5, "segments": 4, \
      "counts": {\(counts)}, "errors": {"forbidden": 1}, "opted_out": 0, "repeated": 2}
      """
    )
    let run = await fixture.run("wait", "b")
    #expect(run.exit.rawValue == status)
    #expect(
      run.lines == [line, "  Errors: forbidden 1", "  2 messages known before, not sent again"]
    )
  }

  @Test("The faults of a refused batch are printed with their lines")
  func refused() async throws {
    try fixture.publish(
      "b",
      """
      {"id": "b", "kind": "batch", "status": "rejected", "final": true, "fault_count": 1, \
      "error": {"code": "invalid_request", "message": "No.", "hint": "Repair."}, \
      "faults": [{"line": 7, "member": "to", "message": "to: is missing", "repair": "Give it."}]}
      """
    )
    let run = await fixture.run("wait", "b")
    #expect(run.exit == .endedOtherwise)
    #expect(run.lines.first == "b: rejected")
    #expect(run.lines.last == "  line 7: to: is missing. Give it.")
  }

  @Test("A fault of many lines is printed once")
  func equal() async throws {
    let lines = [3, 4, 9].map { ($0, "to") } + (10...16).map { ($0, "body") } + [(17, "to")]
    let faults = lines.map { line, member in
      #"{"line": \#(line), "member": "\#(member)", "message": "\#(member): bad", "repair": "Do."}"#
    }
    try fixture.publish(
      "b",
      """
      {"id": "b", "kind": "batch", "status": "rejected", "final": true, "fault_count": 11, \
      "faults": [\(faults.joined(separator: ", "))]}
      """
    )
    let run = await fixture.run("wait", "b")
    #expect(
      run.lines.suffix(2) == [
        "  lines 3, 4, 9, 17: to: bad. Do.",
        "  lines 10, 11, 12, 13, 14 and 2 more: body: bad. Do.",
      ]
    )
  }

  @Test("A large file is submitted in full")
  func large() async throws {
    let line = #"{"to": "2065550142", "body": "x"}"# + "\n"
    let run = try await submit(String(repeating: line, count: 6_000), "--id", "b")
    #expect(run.exit == .done)
    #expect(run.output.hasPrefix("6000 messages submitted"))
    #expect(try fixture.batch("b.jsonl").count == 6_001)
  }

  @Test("If one line is wrong nothing is submitted, and every wrong line is reported")
  func faults() async throws {
    let run = try await submit(
      """
      {"to": "2065550142", "body": "fine"}
      {"to": "2065550142", "bdy": "x"}
      {broken
      [1]
      {"id": ".x"}
      {"id": "same", "to": "2065550142", "body": "x"}
      {"id": "same", "to": "2065550142", "body": "x"}
      """
    )
    #expect(run.exit == .usage)
    #expect(try fixture.incoming().isEmpty)
    for line in ["line 2: ", "line 3: ", "line 4: ", "line 5: ", "line 7: the id same is on"] {
      #expect(run.error.contains(line), "\(run.error)")
    }
    #expect(run.error.contains("Nothing was submitted: 5 of 7 requests are not right."))
  }

  @Test("An empty file and a directory are refused, status 64")
  func nothing() async throws {
    #expect(try await submit("\n \n").exit == .usage)
    let run = await fixture.run("submit", "--file", fixture.directory.path)
    #expect(run.exit == .usage)
    #expect(run.error.contains("is a directory"))
  }

  @Test("A line that is too long is reported, and the next ones are still read")
  func long() async throws {
    let body = String(repeating: "x", count: 300_000)
    let run = try await submit("{\"to\": \"2065550142\", \"body\": \"\(body)\"}\n{oops\n")
    #expect(run.error.contains("line 1: it is longer than 65536 bytes"))
    #expect(run.error.contains("line 2: "))
  }

  @Test("A terminal gets a bar, which is gone in the end")
  func bar() async throws {
    try fixture.write("many.jsonl", #"{"to": "2065550142", "body": "x"}"#)
    let words = [
      "submit", "--file", fixture.directory.path("many.jsonl"), "--config", fixture.configuration,
    ]
    let run = await CommandFixture.run(words, columns: 80)
    #expect(run.error.contains("requests checked"))
    #expect(run.error.hasSuffix("\r\u{1B}[2K"))
  }
}
