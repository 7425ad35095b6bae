import SMSCore
import SMSListener
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Calls that could not be read", .throttled)
struct UnreadableCallTests {
  private let directory: TemporaryDirectory
  private let calls: UnreadableCalls
  private let log: Log
  private let surroundings = Surroundings()

  /// The time, and what was logged.
  private final class Surroundings: Sendable {
    let now = Mutex(MonotonicTime(nanoseconds: 0))
    let lines = Mutex<[String]>([])
  }

  init() throws {
    directory = try TemporaryDirectory()
    let surroundings = surroundings
    log = Log(
      format: .journal,
      level: .info,
      sink: { line in surroundings.lines.withLock { $0.append(line) } }
    )
    calls = UnreadableCalls(
      state: directory.directory,
      log: log,
      digest: { Array($0.prefix(8)) },
      clock: { surroundings.now.withLock { $0 } }
    )
  }

  private func call(_ body: String) -> UnreadableCall {
    UnreadableCall(kind: "receipt", reason: "no JSON object", body: Array(body.utf8))
  }

  private func kept() throws -> [String] {
    guard let name = FileName(UnreadableCalls.directoryName),
      var listing = try? directory.directory.directory(name).listing()
    else { return [] }
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names.sorted()
  }

  private var logged: [String] {
    log.flush()
    return surroundings.lines.withLock { $0 }
  }

  @Test("are kept as they came, for the daemon's user alone, once for each body")
  func keeping() async throws {
    for body in ["<a canary>", "<a canary>", "other"] { await calls.take(call(body)) }
    #expect(try kept().count == 2)
    let path = directory.path("\(UnreadableCalls.directoryName)/receipt-3c612063616e6172")
    let file = try FileDescriptor(opening: path, .readOnly)
    #expect(try file.read(upTo: 100) == Array("<a canary>".utf8))
    #expect(try file.status().mode == 0o600)
    #expect(logged.joined().contains("kept_as=\(path)"))
  }

  @Test("of which nothing was read leave no file")
  func empty() async throws {
    await calls.take(call(""))
    #expect(try kept().isEmpty && logged.last?.contains("calls=1 kept_as=-") == true)
  }

  @Test("are logged once a minute with their count, and never with their content")
  func logging() async throws {
    for _ in 0..<3 { await calls.take(call("<a canary>")) }
    #expect(logged.count == 1 && logged[0].contains("calls=1 "))
    surroundings.now.withLock { $0 = MonotonicTime(nanoseconds: 60_000_000_000) }
    await calls.flush()
    #expect(logged.count == 2 && logged[1].contains("calls=2 "))
    #expect(!logged.joined().contains("canary"))
    await calls.flush()
    #expect(logged.count == 2)
  }

  @Test("beyond a hundred are counted and no longer kept")
  func bound() async throws {
    for number in 0...UnreadableCalls.most { await calls.take(call("\(1_000 + number)")) }
    #expect(try kept().count == UnreadableCalls.most)
    surroundings.now.withLock { $0 = MonotonicTime(nanoseconds: 60_000_000_000) }
    await calls.flush()
    #expect(logged.last?.contains("calls=100 kept_as=-") == true)
  }
}
