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
      for file in step.found { removed += try files.remove(file) }
      if step.isLast { return removed }
    }
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

  @Test("are never directories, links or files that cannot be read as such")
  func others() throws {
    try temporary.directory.makeDirectory("2065550142", mode: 0o755)
    try write("a.json", "12065550142")
    #expect(try remove(.calls) == 1)
    #expect(try names() == ["2065550142"])
  }
}
