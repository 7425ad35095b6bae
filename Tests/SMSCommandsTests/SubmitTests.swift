import SMSCommands
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("submit", .serialized, .throttled)
struct SubmitTests {
  @Test("Writes a request under its id, readable for the group, with nothing left beside it")
  func one() async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run(
      "submit",
      "--to",
      "(206) 555-0142",
      "--body",
      "Hi",
      "--id",
      "order-7",
      "--priority",
      "high",
      "--ttl",
      "60",
      "--metadata",
      #"{"a": [1.50]}"#
    )
    #expect(run.exit == .done)
    #expect(run.output == "order-7\n")
    #expect(try fixture.incoming() == ["order-7.json"])
    let request = try fixture.request("order-7.json")
    #expect(
      request
        == JSONObject([
          ("id", "order-7"), ("to", "(206) 555-0142"), ("body", "Hi"), ("priority", "high"),
          ("ttl_seconds", 60),
          ("metadata", .object(JSONObject([("a", .array([.number(try number("1.50"))]))]))),
        ])
    )
    let status = try Directory(path: fixture.spool + "/incoming").status("order-7.json")
    #expect(status.mode == 0o640)
  }

  private func number(_ text: String) throws -> JSONNumber {
    try #require(try JSONParser.parse(Array(text.utf8)).number)
  }

  @Test("Pictures make an MMS, with or without a text; what is wrong with one is told at once")
  func media() async throws {
    let fixture = try CommandFixture()
    let url = "https://example.com/a.jpg"
    let run = await fixture.run(
      "submit",
      "--to",
      "12065550142",
      "--media-url",
      url,
      "--media-url",
      "https://example.com/b.jpg",
      "--id",
      "p"
    )
    #expect(run.exit == .done, "\(run.error)")
    let request = try fixture.request("p.json")
    #expect(request["media_urls"] == [.string(url), "https://example.com/b.jpg"])
    #expect(request["body"] == nil && request["is_mms"] == nil)
    let wish = await fixture.run(
      "submit",
      "--to",
      "12065550142",
      "--body",
      "Hi",
      "--mms",
      "--id",
      "w"
    )
    #expect(wish.exit == .done)
    #expect(try fixture.request("w.json")["is_mms"] == true)
    let wrong = await fixture.run(
      "submit",
      "--to",
      "12065550142",
      "--media-url",
      "http://example.com/a.jpg"
    )
    #expect(wrong.exit == .usage && wrong.error.contains("media_urls[0]: must begin with https://"))
    #expect(await fixture.run("submit", "--to", "12065550142", "--mms").exit == .usage)
  }

  @Test("Pictures in files are copied into media/ under names of their own")
  func files() async throws {
    let fixture = try CommandFixture()
    let (picture, page) = (fixture.directory.path("p.jpg"), fixture.directory.path("p.svg"))
    try fixture.directory.directory.writeReplacing("p.jpg", Picture.jpeg, durable: false)
    try fixture.directory.directory.writeReplacing("p.svg", Array("<svg/>".utf8), durable: false)
    let run = await fixture.run("submit", "--to", "12065550142", "--media", picture, "--id", "p")
    #expect(run.exit == .usage && run.error.contains("listener.public_url"))
    let serving = try CommandFixture(members: "listener: { public_url: \"https://x.example\" },")
    let right = await serving.run("submit", "--to", "12065550142", "--media", picture, "--id", "p")
    #expect(right.exit == .done, "\(right.error)")
    let names = try serving.request("p.json")["media_files"]?.array?.compactMap(\.string) ?? []
    #expect(names.count == 1 && names[0].hasPrefix("once-") && names[0].hasSuffix(".jpg"))
    let media = try serving.media()
    let name = try #require(names.first.flatMap { FileName($0) })
    #expect(try media.read(name, upTo: 1_000) == Picture.jpeg)
    #expect(try media.status(name).mode == 0o640)
    let wrong = await serving.run("submit", "--to", "12065550142", "--media", page)
    #expect(wrong.exit == .usage && wrong.error.contains("not of a type that phones show"))
    #expect(await serving.run("submit", "--to", "12065550142", "--media", "/none").exit == .usage)
  }

  @Test("Without an id it makes one, and prints it")
  func madeUp() async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run("submit", "--to", "2065550142", "--body", "Hi", "--json")
    let json = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
    let id = try #require(json["id"]?.string)
    #expect(json["spool"]?.string == "default")
    #expect(try fixture.incoming().map(\.string) == ["\(id).json"])
  }

  @Test("A file that waits under the same name is never replaced")
  func twice() async throws {
    let fixture = try CommandFixture()
    let first = await fixture.run("submit", "--to", "2065550142", "--body", "One", "--id", "x")
    let second = await fixture.run("submit", "--to", "2065550142", "--body", "Two", "--id", "x")
    #expect(first.exit == .done)
    #expect(second.exit == .done)
    #expect(try fixture.incoming().count == 2)
    #expect(try fixture.request("x.json")["body"]?.string == "One")
  }

  struct Mistake: CustomTestStringConvertible, Sendable {
    var words: [String]
    var says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(
    "A request that the daemon would reject is not submitted, status 64",
    arguments: [
      Mistake(words: ["--to", "2065550142"], says: "--body TEXT is missing"),
      Mistake(words: ["--body", "x"], says: "--to N is missing"),
      Mistake(words: ["--to", "12", "--body", "x"], says: "--to must have 11 digits"),
      Mistake(
        words: ["--to", "2065550142", "--body", "x", "--from", "2065550199"],
        says: "from"
      ),
      Mistake(words: ["--to", "2065550142", "--body", ""], says: "body"),
      Mistake(words: ["--to", "2065550142", "--body", "x", "--id", ".x"], says: "is not an id"),
      Mistake(
        words: ["--to", "2065550142", "--body", "x", "--priority", "urgent"],
        says: "urgent"
      ),
      Mistake(
        words: ["--to", "2065550142", "--body", "x", "--not-before", "tomorrow"],
        says: "not_before"
      ),
      Mistake(
        words: ["--to", "2065550142", "--body", "x", "--metadata", "[1]"],
        says: "--metadata"
      ),
      Mistake(words: ["--to", "2065550142", "--body", "x", "--timeout", "1"], says: "--wait"),
      Mistake(words: ["--file", "x", "--body", "x"], says: "cannot be combined"),
      Mistake(
        words: ["--to", "2065550142", "--body", "x", "--spool", "defualt"],
        says: "Did you mean default?"
      ),
    ]
  )
  func mistakes(_ mistake: Mistake) async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run(["submit", "--config", fixture.configuration] + mistake.words)
    #expect(run.exit == .usage)
    #expect(run.error.contains(mistake.says), "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(try fixture.incoming().isEmpty)
  }

  @Test("Without a spool's directories it says so, status 73")
  func noSpool() async throws {
    let fixture = try CommandFixture()
    let spool = try Directory(path: fixture.spool)
    try spool.removeDirectory("incoming")
    let run = await fixture.run("submit", "--to", "2065550142", "--body", "x")
    #expect(run.exit == .cannotCreate)
    #expect(run.error.contains("The daemon makes the directories of spool default"))
  }

  @Test("Without a configuration it says which one, status 78")
  func noConfiguration() async throws {
    let run = await CommandFixture.run([
      "submit", "--to", "2065550142", "--body", "x", "--config", "/-",
    ])
    #expect(run.exit == .configuration)
    #expect(run.error.contains("there is no configuration at /-"))
  }
}
