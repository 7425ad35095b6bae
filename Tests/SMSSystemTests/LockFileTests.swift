import SMSSystem
import TestSupport
import Testing

@Suite("Lock files")
struct LockFileTests {
  @Test("one at a time; the loser learns who holds it")
  func excludes() throws {
    let temporary = try TemporaryDirectory()
    let lock = try LockFile("lock", in: temporary.directory)
    let error = #expect(throws: LockError.self) {
      _ = try LockFile("lock", in: temporary.directory)
    }
    let process = CurrentProcess.identifier
    #expect(error == .held(path: temporary.path("lock"), by: process))
    #expect(error?.description == "\(temporary.path)/lock: held by process \(process)")
    #expect(try temporary.directory.status("lock").mode == 0o600)
    withExtendedLifetime(lock) {}
  }

  @Test("it is free when its holder is gone, whatever the file holds")
  func isFreed() throws {
    let temporary = try TemporaryDirectory()
    let stale = [UInt8](repeating: UInt8(ascii: "9"), count: 10_000)
    try temporary.directory.createFile("lock").write(stale)
    do {
      _ = try LockFile("lock", in: temporary.directory)
    }
    let again = try LockFile("lock", in: temporary.directory)
    let text = try temporary.directory.read("lock", upTo: 20_000)
    #expect(text.starts(with: Array("\(CurrentProcess.identifier)\n".utf8)))
    #expect(!text.contains(UInt8(ascii: "9")) || "\(CurrentProcess.identifier)".contains("9"))
    withExtendedLifetime(again) {}
  }

  @Test("the holder's words are read by others, and take no more room than the lock did")
  func words() throws {
    let temporary = try TemporaryDirectory()
    let process = CurrentProcess.identifier
    let lock = try LockFile("lock", in: temporary.directory)
    let size = try temporary.directory.status("lock").size
    #expect(size == 4096)
    for words in ["{\"state\": \"starting\"}", "short", ""] {
      try lock.write(words)
      let read = try LockFile.read("lock", in: temporary.directory)
      #expect(read.holder == process && read.words == words)
      #expect(try temporary.directory.status("lock").size == size)
    }
    let long = String(repeating: "w", count: 5_000)
    try lock.write(long)
    #expect(try LockFile.read("lock", in: temporary.directory).words == long)
    try lock.write("again")
    #expect(try temporary.directory.status("lock").size == size)
    withExtendedLifetime(lock) {}
    try temporary.directory.createFile("old").write("4711\n".utf8)
    let old = try LockFile.read("old", in: temporary.directory)
    #expect(old.holder == 4711 && old.words.isEmpty)
  }

  @Test("a lock that cannot be made says why")
  func reportsFailure() throws {
    let temporary = try TemporaryDirectory()
    try makeSymbolicLink(temporary.path("lock"), to: "elsewhere")
    let error = #expect(throws: LockError.self) {
      _ = try LockFile("lock", in: temporary.directory)
    }
    guard case .failed(let cause) = error else {
      Issue.record("not a failure: \(String(describing: error))")
      return
    }
    #expect(cause.isSymbolicLink)
  }
}
