import SMSSystem
import TestSupport
import Testing

@Suite("Replacing a file at once")
struct WriteReplacingTests {
  @Test("the new content is complete and has its mode", arguments: [true, false])
  func replaces(durable: Bool) throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.writeReplacing("r.json", Array("old".utf8), mode: 0o600, durable: durable)
    let reader = try directory.openFile("r.json")
    try directory.writeReplacing("r.json", Array("new".utf8), mode: 0o666, durable: durable)
    #expect(try directory.read("r.json", upTo: 9) == Array("new".utf8))
    #expect(try directory.status("r.json").mode == 0o666)
    #expect(try reader.read(upTo: 9) == Array("old".utf8))
    #expect(try names(in: directory) == ["r.json"])
  }

  @Test("a failure leaves no temporary file and the old content")
  func cleansUp() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    try directory.makeDirectory("r.json", mode: 0o700)
    let error = #expect(throws: SystemError.self) {
      try directory.writeReplacing("r.json", [1], durable: true)
    }
    #expect(error?.isDirectory == true)
    #expect(try names(in: directory) == ["r.json"])
  }

  private func names(in directory: Directory) throws -> Set<FileName> {
    var names: Set<FileName> = []
    var listing = try directory.listing()
    while let entry = try listing.next() {
      names.insert(entry.name)
    }
    return names
  }
}
