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
    let stale = [UInt8](repeating: UInt8(ascii: "9"), count: 100)
    try temporary.directory.createFile("lock").write(stale)
    do {
      _ = try LockFile("lock", in: temporary.directory)
    }
    let again = try LockFile("lock", in: temporary.directory)
    let text = try temporary.directory.read("lock", upTo: 1000)
    #expect(text == Array("\(CurrentProcess.identifier)\n".utf8))
    withExtendedLifetime(again) {}
  }

  @Test("a lock that cannot be made says why")
  func tellsFailure() throws {
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
