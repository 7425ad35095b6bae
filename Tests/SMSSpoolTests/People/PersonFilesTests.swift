import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite("The files of a person")
struct PersonFilesTests {
  private let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func write(_ name: FileName, _ text: String) throws {
    try temporary.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  /// Removes what names the phone, and returns how many files that were.
  private func remove(_ kind: PersonFiles.Kind) throws -> Int {
    let phone = try PhoneNumber(parsing: "12065550142")
    var files = try PersonFiles(temporary.path, kind, naming: phone)
    var removed = 0
    while true {
      let step = try files.step(2)
      for file in step.found {
        guard file.isOfBatch else {
          removed += try files.remove(file)
          continue
        }
        var removal = try files.removal(ofLinesIn: file)
        while try !removal.step() {}
        removed += removal.removed
      }
      if step.isLast { return removed }
    }
  }

  private func read(_ name: FileName) throws -> String {
    String(decoding: try temporary.directory.read(name, upTo: 1 << 26), as: UTF8.self)
  }

  private func append(_ text: String) throws {
    try temporary.directory.openFile("b.jsonl", [.writeOnly, .append]).write(Array(text.utf8))
  }

  private func names() throws -> [String] {
    var listing = try temporary.directory.listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names.sorted()
  }

  @Test("are results that name it, if they are final")
  func results() throws {
    try write("a.json", #"{"id": "a", "final": true, "to": "12065550142"}"#)
    try write("b.json", #"{"id": "b", "final": true, "to": "12065550143"}"#)
    try write("c.json", #"{"id": "c", "final": false, "metadata": {"x": "206-555-0142"}}"#)
    try write("d.json", #"{"id": "d", "final": true, "metadata": {"x": "206-555-0142"}}"#)
    #expect(try remove(.results) == 2)
    #expect(try names() == ["b.json", "c.json"])
  }

  @Test("are refused requests that name it, each with the file that gives the reason")
  func rejected() throws {
    try write("1-a.json", #"{"to": "+1 (206) 555-0142""#)
    try write("1-a.json.reason.json", "{}")
    try write("2-b.json", "{}")
    try write("2-b.json.reason.json", #"{"metadata": {"x": "2065550142"}}"#)
    try write("3-c.json", #"{"to": "12065550143"}"#)
    try write("3-c.json.reason.json", "{}")
    #expect(try remove(.rejected) == 4)
    #expect(try names() == ["3-c.json", "3-c.json.reason.json"])
  }

  @Test("are texts from it, not those of others about it")
  func received() throws {
    try write("a.json", #"{"from": "12065550142", "body": "Hi"}"#)
    try write("b.json", #"{"from": "12065550143", "body": "Ask 12065550142"}"#)
    #expect(try remove(.received) == 1)
    #expect(try names() == ["b.json"])
  }

  @Test("are what was fetched for a text from it, and nothing that only looks like it")
  func media() throws {
    let details = #""media_details": [{"url": "x", "status": "pending"}]"#
    try write("mdr2-1.json", #"{"from": "12065550142", \#(details)}"#)
    try write("mdr2-1-1.jpg", "a picture")
    try write("mdr2-1-12.bin", "12065550142")
    let others: [FileName] = [
      "mdr2-1-1.json", "mdr2-1-1-1.jpg", "mdr2-1-x.jpg", "mdr2-1-1.exe", "mdr2-12-1.jpg",
      "mdr2-1-1.jpg.bin", "mdr2-2.json", "mdr2-2-1.jpg",
    ]
    for name in others { try write(name, #"{"from": "12065550143"}"#) }
    #expect(try remove(.received) == 3)
    #expect(try names() == others.map { "\($0)" }.sorted())
    // Nothing was fetched for this one.
    try write("mdr2-3.json", #"{"from": "12065550142", "media_details": [{"url": "x"}]}"#)
    try write("mdr2-3-1.jpg", "not ours")
    #expect(try remove(.received) == 1)
  }

  @Test("are lines of the results of batches; the others stay as they are")
  func linesOfBatches() throws {
    let ours = #"{"id":"b.7","final":true,"to":"12065550142"}"# + "\n"
    func others(_ name: String) -> String {
      (1...30_000).map { #"{"id":"\#(name).\#($0)","to":"12065550143","note":"\u00e9"}"# + "\n" }
        .joined()
    }
    try write("b.jsonl", others("b") + ours + others("c") + ours + "{\"id\":\"half")
    try write("d.jsonl", others("d"))
    let mode = try temporary.directory.status("b.jsonl").mode
    #expect(try remove(.results) == 2)
    #expect(try read("b.jsonl") == others("b") + others("c"))
    #expect(try read("d.jsonl") == others("d"))
    #expect(try temporary.directory.status("b.jsonl").mode == mode)
    #expect(try names() == ["b.jsonl", "d.jsonl"])
    #expect(try remove(.results) == 0)
  }

  @Test("lose no line that is appended while lines are removed")
  func appended() throws {
    let phone = try PhoneNumber(parsing: "12065550142")
    try write("b.jsonl", "{\"to\":\"12065550142\"}\n{\"to\":\"12065550143\"}\n")
    var files = try PersonFiles(temporary.path, .results, naming: phone)
    var step = try files.step(9)
    while step.found.isEmpty { step = try files.step(9) }
    var removal = try files.removal(ofLinesIn: try #require(step.found.first))
    var steps = 0
    while try !removal.step() {
      steps += 1
      try append("{\"step\":\(steps)}\n")
    }
    #expect(steps > 0 && removal.removed == 1)
    let expected = "{\"to\":\"12065550143\"}\n" + (1...steps).map { "{\"step\":\($0)}\n" }.joined()
    #expect(try read("b.jsonl") == expected)
  }

  @Test("are left alone if the file was removed or replaced meanwhile, or the removal is given up")
  func replaced() throws {
    let phone = try PhoneNumber(parsing: "12065550142")
    try write("b.jsonl", "{\"to\":\"12065550142\"}\n")
    var files = try PersonFiles(temporary.path, .results, naming: phone)
    var step = try files.step(9)
    while step.found.isEmpty { step = try files.step(9) }
    let found = try #require(step.found.first)
    do {
      var removal = try files.removal(ofLinesIn: found)
      _ = try removal.step()
    }
    #expect(try names() == ["b.jsonl"])
    var removal = try files.removal(ofLinesIn: found)
    _ = try removal.step()
    try write("b.jsonl", "other\n")
    while try !removal.step() {}
    #expect(try read("b.jsonl") == "other\n")
  }

  @Test("are rejected batches of any size that name it, with their reasons")
  func rejectedBatches() throws {
    let long = String(repeating: "{\"to\":\"12065550143\"}\n", count: 60_000)
    try write("1-b.jsonl", long + "{\"to\":\"(206) 555-0142\"}")
    try write("1-b.jsonl.reason.json", "{}")
    try write("2-c.jsonl", long)
    try write("2-c.jsonl.reason.json", "{}")
    let phone = try PhoneNumber(parsing: "12065550142")
    var files = try PersonFiles(temporary.path, .rejected, naming: phone)
    var contents: [[UInt8]] = []
    while true {
      let step = try files.step(1)
      contents += step.found.flatMap(\.contents)
      if step.isLast { break }
    }
    #expect(contents == [Array("{\"to\":\"(206) 555-0142\"}".utf8)])
    #expect(try remove(.rejected) == 2)
    #expect(try names() == ["2-c.jsonl", "2-c.jsonl.reason.json"])
  }

  @Test("are never directories, links or files that cannot be read as such")
  func others() throws {
    try temporary.directory.makeDirectory("2065550142", mode: 0o755)
    try write("a.json", "12065550142")
    #expect(try remove(.calls) == 1)
    #expect(try names() == ["2065550142"])
  }
}
