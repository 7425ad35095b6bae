import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Files that wait in incoming/")
struct WaitingFilesTests {
  private let temporary: TemporaryDirectory
  private let layout: SpoolLayout
  private let incoming: Directory

  init() throws {
    temporary = try TemporaryDirectory()
    layout = SpoolLayout(root: temporary.path("spool"))
    try layout.make()
    incoming = try Directory(path: layout.path(of: .incoming))
  }

  @Test("Requests are counted with the age of the oldest, and nothing else is")
  func counts() throws {
    #expect(try WaitingFiles(in: layout) == WaitingFiles(count: 0, oldest: nil))
    for name: FileName in ["a.json", "b.JSON", ".hidden.json", "c.txt"] {
      try incoming.writeReplacing(name, [], durable: false)
    }
    let files = try WaitingFiles(in: layout)
    let times = try ["a.json", "b.JSON"].map { (name: FileName) throws(SystemError) in
      WaitingFiles.time(of: try incoming.status(name))
    }
    #expect(files == WaitingFiles(count: 2, oldest: times.min()))
  }

  @Test("No more are counted than asked for")
  func bound() throws {
    for name: FileName in ["a.json", "b.json", "c.json"] {
      try incoming.writeReplacing(name, [], durable: false)
    }
    #expect(try WaitingFiles(in: layout, upTo: 2).count == 2)
  }

  @Test("A spool that cannot be seen is an error")
  func missing() throws {
    #expect(throws: SystemError.self) {
      try WaitingFiles(in: SpoolLayout(root: temporary.path("none")))
    }
  }
}
