import SMSCommands
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("submit --csv", .throttled)
struct SubmitTableTests {
  private let fixture: CommandFixture

  init() throws {
    fixture = try CommandFixture()
  }

  private func submit(
    _ text: String,
    template: String = "Hi {first_name}",
    column: String = "phone",
    _ words: String...
  ) async throws -> CommandFixture.Run {
    try fixture.write("many.csv", text)
    return await fixture.run(
      [
        "submit", "--csv", fixture.directory.path("many.csv"), "--template", template,
        "--to-column", column, "--config", fixture.configuration, "--id", "b",
      ] + words
    )
  }

  /// The lines of the batch, as objects; nil for blank ones.
  private func objects() throws -> [JSONObject?] {
    try fixture.batch("b.jsonl").map { try? JSONParser.parse(Array($0.utf8)).object }
  }

  @Test(
    "commas, semicolons and tabs are recognised, with a byte order mark, CRLF and quotes",
    arguments: [",", ";", "\t"]
  )
  func forms(_ delimiter: String) async throws {
    let rows = [
      ["First Name", "note", "phone"], ["Zoë", "\"a \(delimiter) \"\"b\"\"\"", "(206) 555-0142"],
      [" Jo ", "", "\"12065550143\""],
    ]
    let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n")
    let run = try await submit("\u{FEFF}" + text + "\r\n", template: "Hi {first_name}: {note}{{}}")
    #expect(run.exit == .done, "\(run.error)")
    #expect(run.output == "2 messages submitted to spool default as batch b\n")
    let lines = try objects()
    #expect(lines[0]?["template"] == "Hi {first_name}: {note}{{}}")
    #expect(lines[1]?["fields"] == ["first_name": "Zoë", "note": .string("a \(delimiter) \"b\"")])
    #expect(
      lines[2]
        == JSONObject([("to", "12065550143"), ("fields", ["first_name": "Jo", "note": ""])])
    )
  }

  @Test("a first line may say what separates the columns", arguments: [";", "\t", ","])
  func separator(_ delimiter: String) async throws {
    let rows = [["phone", "a,b", "first_name"], ["12065550142", "x;y", "Jo"]]
    let quoted = rows.map { $0.map { "\"\($0)\"" }.joined(separator: delimiter) }
    let run = try await submit("sep=\(delimiter)\r\n" + quoted.joined(separator: "\r\n") + "\r\n")
    #expect(run.exit == .done, "\(run.error)")
    #expect(try objects()[2]?["fields"] == ["first_name": "Jo"])
  }

  @Test(
    "UTF-16 is refused with the repair",
    arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]]
  )
  func wide(_ mark: [UInt8]) async throws {
    let path = fixture.directory.path("wide.csv")
    let bytes = mark + "phone\n12065550142\n".utf8.flatMap { [$0, 0] }
    try fixture.directory.directory.writeReplacing("wide.csv", bytes, mode: 0o644, durable: false)
    let words = ["submit", "--csv", path, "--template", "x", "--to-column", "phone"]
    let run = await fixture.run(words + ["--config", fixture.configuration])
    #expect(run.exit == .usage)
    #expect(run.error.contains("line 1: it is UTF-16; save the file as UTF-8"), "\(run.error)")
  }

  @Test("a quoted field may hold line ends; the id has the line where the row begins")
  func lines() async throws {
    let run = try await submit(
      "phone,first_name\n12065550142,\"one\ntwo\"\n\n12065550143,three\n"
    )
    #expect(run.exit == .done, "\(run.error)")
    let lines = try objects()
    #expect(
      lines.map { $0?["fields"]?.object?["first_name"] } == [nil, "one\ntwo", nil, nil, "three"]
    )
  }

  @Test("the options that say how to send go for every row")
  func members() async throws {
    let run = try await submit(
      "phone,first_name\n12065550142,Jo\n",
      template: "{first_name}",
      column: "phone",
      "--priority",
      "bulk",
      "--ttl",
      "60",
      "--normalize",
      "ascii",
      "--metadata",
      #"{"k": 1}"#
    )
    #expect(run.exit == .done, "\(run.error)")
    let defaults = try #require(try objects()[0]?["defaults"]?.object)
    #expect(defaults.members.map(\.name) == ["priority", "ttl_seconds", "normalize", "metadata"])
    #expect(defaults["priority"] == "bulk" && defaults["normalize"] == "ascii")
  }

  @Test("a dry run asks for the batch, with a token for its answer")
  func dryRun() async throws {
    let run = try await submit(
      "phone,first_name\n12065550142,Jo\n",
      template: "{first_name}",
      column: "phone",
      "--dry-run",
      "--timeout",
      "0"
    )
    #expect(run.exit == .tryAgain)
    let header = try #require(try objects()[0])
    #expect(header["dry_run"] == true && header["ack"]?.string?.isEmpty == false)
  }

  @Test(
    "a first line that lacks a column, or has one twice, is refused with what it has",
    arguments: [
      ("phon,first_name\n", "--to-column is phone", "did you mean phon?"),
      ("phone,firstname\n", "the template names {first_name}", "did you mean firstname?"),
      ("phone,first_name,phone\n", "several columns are called phone", "rename"),
      ("phone,First Name,first-name\n", "several columns are called first_name", "rename"),
      ("12065550142,Jo\n", "--to-column is phone", "12065550142, Jo"),
      ("sep=|\n", "--to-column is phone", "sep=|"),
      ("sep=;\nsep=;\n", "--to-column is phone", "sep="),
      ("phone,first_name\r12065550142,Jo\r12065550143,Bo\n", "carriage returns only", "newlines"),
    ]
  )
  func header(_ text: String, _ rule: String, _ repair: String) async throws {
    let run = try await submit(text + "12065550142,Jo,x\n12065550142,Jo,x\n")
    #expect(run.exit == .usage)
    let line = text.hasPrefix("sep=;\n") ? 2 : 1
    #expect(run.error.contains("line \(line): ") && run.error.contains(rule), "\(run.error)")
    #expect(run.error.contains(repair), "\(run.error)")
    #expect(!run.error.contains("line \(line + 1)"), "\(run.error)")
    #expect(try fixture.incoming().isEmpty)
  }

  @Test(
    "a wrong row is reported with its line and its repair, and nothing is submitted",
    arguments: [
      ("1.2065550142E+10,Jo", "line 3: phone was rounded by a spreadsheet"),
      ("1,2065550142E+10,Jo", "line 3: it has 3 fields, the first line 2"),
      ("12065550142", "line 3: it has 1 field, the first line 2"),
      ("12065550142,Jo,", "line 3: it has 3 fields"),
      ("555-0142,Jo", "line 3: to: must have 11 digits"),
      ("12065550142,\"Jo", "the row that begins in line 3 has a quote that is not closed"),
      ("12065550142,\(String(repeating: "x", count: 1_600))", "body: must have 1 to 1600"),
    ]
  )
  func rows(_ row: String, _ fault: String) async throws {
    let run = try await submit("phone,first_name\n12065550142,Jo\n\(row)\n")
    #expect(run.exit == .usage)
    #expect(run.error.contains(fault), "\(run.error)")
    #expect(run.error.contains("Nothing was submitted: 1 of 2 requests is not right."))
    #expect(try fixture.incoming().isEmpty)
  }

  @Test("bytes that are not UTF-8 are refused with the column's name")
  func encoding() async throws {
    let path = fixture.directory.path("latin.csv")
    let bytes = Array("phone,first_name\n12065550142,Jos".utf8) + [0xE9, 0x0A]
    try fixture.directory.directory.writeReplacing("latin.csv", bytes, mode: 0o644, durable: false)
    let words = ["submit", "--csv", path, "--template", "{first_name}", "--to-column", "phone"]
    let run = await fixture.run(words + ["--config", fixture.configuration])
    #expect(run.exit == .usage)
    #expect(run.error.contains("line 2: first_name is not UTF-8"), "\(run.error)")
  }

  @Test(
    "options that do not go together are refused",
    arguments: [
      (["--csv", "f", "--to-column", "c"], "--csv needs --template"),
      (["--csv", "f", "--template", "x"], "--csv needs --to-column"),
      (["--csv", "f", "--template", "x {", "--to-column", "c"], "--template, character 3: a {"),
      (["--csv", "f", "--to", "2065550142"], "--to and --csv cannot be combined"),
      (["--csv", "f", "--file", "g"], "--csv and --file cannot be combined"),
      (["--template", "x", "--to", "2065550142"], "--template goes with --csv only"),
    ]
  )
  func options(_ words: [String], _ rule: String) async throws {
    let run = await fixture.run(["submit"] + words)
    #expect(run.exit == .usage)
    #expect(run.error.contains(rule), "\(run.error)")
  }

  @Test("a file without rows has no request")
  func empty() async throws {
    for text in ["", "\n", "phone,first_name\n"] {
      let run = try await submit(text)
      #expect(run.exit == .usage && run.error.contains("has no request"), "\(run.error)")
    }
  }
}
