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

  @Test("Every line becomes a request; those without an id are numbered by their lines")
  func many() async throws {
    let run = try await submit(
      """
      {"to": "2065550142", "body": "one"}

      {"id": "own", "to": "2065550143", "body": "two"}
      {"to": "2065550144", "body": "three"}
      """,
      "--id",
      "night"
    )
    #expect(run.exit == .done)
    #expect(run.output == "3 requests submitted to spool default, ids night.1 to night.4\n")
    #expect(try fixture.incoming() == ["night.1.json", "night.4.json", "own.json"])
    #expect(try fixture.request("night.4.json")["body"]?.string == "three")
  }

  @Test("An id that is null gets the one of its line")
  func nullID() async throws {
    let run = try await submit(#"{"id": null, "to": "2065550142", "body": "x"}"#, "--id", "b")
    #expect(run.exit == .done)
    #expect(try fixture.request("b.1.json")["id"] == "b.1")
  }

  @Test("With --json each request is reported on its line")
  func json() async throws {
    let run = try await submit(
      #"{"to": "2065550142", "body": "one"}"# + "\n" + #"{"to": "2065550142", "body": "two"}"#,
      "--id",
      "b",
      "--json"
    )
    #expect(run.lines == [#"{"id":"b.1","spool":"default"}"#, #"{"id":"b.2","spool":"default"}"#])
  }

  @Test("With --wait each line carries a token of its own; one that it has is kept")
  func tokens() async throws {
    // Results of an earlier submission are not taken for this one's.
    try fixture.publish("b.1", #"{"id": "b.1", "status": "sent", "final": true, "acks": ["old"]}"#)
    let run = try await submit(
      """
      {"to": "2065550142", "body": "one"}
      {"id": "own", "to": "2065550143", "body": "two", "ack": "mine"}
      {"id": "other", "to": "2065550144", "body": "three", "ack": null}
      """,
      "--id",
      "b",
      "--wait",
      "--timeout",
      "0"
    )
    #expect(run.exit == .tryAgain)
    #expect(run.error.contains("3 of 3 requests have not ended yet"))
    let first = try #require(try fixture.request("b.1.json")["ack"]?.string)
    #expect(first.hasSuffix(".1"))
    #expect(try fixture.request("own.json")["ack"] == "mine")
    let third = try fixture.request("other.json")
    #expect(third["ack"]?.string == first.dropLast(2) + ".3")
    #expect(third["body"] == "three")
  }

  @Test("Without --wait lines are submitted as they are")
  func noTokens() async throws {
    let line = #"{"id":"own",  "to":"2065550143","body":"two"}"#
    _ = try await submit(line)
    #expect(try fixture.request("own.json")["ack"] == nil)
  }

  @Test("More than one group is submitted in full")
  func groups() async throws {
    let line = #"{"to": "2065550142", "body": "x"}"# + "\n"
    let run = try await submit(String(repeating: line, count: 600))
    #expect(run.exit == .done)
    #expect(run.output.hasPrefix("600 requests submitted"))
    #expect(try fixture.incoming().count == 600)
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
