import SMSCore
import SMSJSON
import SMSListener
import SMSSecrets
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

/// A page on a port, with a shell script in place of the program that makes it, and a clock that
/// tests move.
final class PageFixture: Sendable {
  /// A browser with a session.
  struct Browser: Sendable {
    var base: String
    var cookie: String
  }

  /// A page that says what it was asked for.
  static let hello = #"printf '{"status":200,"type":"text/html; charset=utf-8"}\nhello'"#

  let directory: TemporaryDirectory
  let service: PageService
  let listener: ConsoleListener
  let ledger: PageLedger
  let lines = Mailbox<String>()

  init(
    _ script: String = hello,
    ledger: PageLedger = PageLedger(),
    key: SecretKey? = nil,
    isRestored: Bool = false,
    publicHosts: Set<String> = [],
    pages: PageRunner.Limits = PageRunner.Limits(),
    live: PageStreams.Limits = PageStreams.Limits(),
    at start: WallTime = WallTime(milliseconds: 1_800_000_000_000)
  ) async throws {
    directory = try TemporaryDirectory()
    self.ledger = ledger
    let program = directory.path("program")
    let text = "#!/bin/sh\ncd \(directory.path)\ncat >input.$$; mv input.$$ input\n\(script)\n"
    try directory.directory.writeReplacing(
      "program",
      Array(text.utf8),
      mode: 0o755,
      durable: false
    )
    let now = Clock(start)
    self.now = now
    let lines = lines
    let service = try PageService(
      program,
      DaemonOptions(configurationPath: "/etc/c.json5", environment: [:], processID: 1),
      PageDependencies(
        ledger: ledger,
        key: try #require(key ?? SecretKey(bytes: Array(repeating: 7, count: 32))),
        isRestored: isRestored,
        log: Log(format: .text, level: .debug, sink: { lines.send($0) }),
        points: { [RatePoint(start: start, accepted: 3, sent: 2, p50: 10)] },
        commits: { ledger.commits },
        clock: { now.time }
      ),
      pages: pages,
      live: live
    )
    await service.start()
    self.service = service
    listener = try await ConsoleListener.start(
      ConsoleSettings(.network(address: "127.0.0.1", port: 0, .init(publicHosts: publicHosts))),
      service.routes
    )
  }

  /// The clock of the page.
  let now: Clock

  final class Clock: Sendable {
    private let wall: Mutex<WallTime>

    init(_ start: WallTime) {
      wall = Mutex(start)
    }

    var time: WallTime { wall.withLock { $0 } }

    func advance(_ seconds: Double) {
      wall.withLock { $0 = $0.advanced(by: Interval(seconds: seconds)) }
    }
  }

  var port: UInt16 { listener.port }

  func stop() async {
    await service.stop()
    await listener.stop()
  }

  // MARK: Browsers

  /// The path of a new login.
  func offer(_ rights: ConsoleRights = .read, user: UInt32 = 1_000) async throws -> String {
    let token = try await service.sessions.offer(.init(user: user, rights: rights))
    return "/login/\(try #require(token))"
  }

  /// Logs a browser in.
  func browser(_ rights: ConsoleRights = .read, user: UInt32 = 1_000) async throws -> Browser {
    let path = try await offer(rights, user: user)
    let answer = try await ask("POST", path, headers: origin, body: "")
    #expect(answer.status == 303, "\(answer)")
    return Browser(
      base: try #require(answer.header("Location")),
      cookie: try Self.cookie(of: answer)
    )
  }

  /// What a browser sends back.
  static func cookie(of answer: ConsoleCall) throws -> String {
    String(try #require(answer.header("Set-Cookie")).prefix { $0 != ";" })
  }

  var origin: String { "Origin: http://127.0.0.1:\(port)\r\n" }

  func ask(
    _ method: String,
    _ path: String,
    headers: String = "",
    host: String? = nil,
    body: String? = nil
  ) async throws -> ConsoleCall {
    let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
    return try await ConsoleCall.send(
      "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nConnection: close\r\n"
        + "\(headers)\(length)\r\n\(body ?? "")",
      port: port
    )
  }

  func get(
    _ path: String,
    _ browser: Browser,
    headers: String = ""
  ) async throws -> ConsoleCall {
    try await ask("GET", browser.base + path, headers: "Cookie: \(browser.cookie)\r\n\(headers)")
  }

  func post(
    _ path: String,
    _ form: String,
    _ browser: Browser,
    headers: String? = nil
  ) async throws -> ConsoleCall {
    let cookie = "Cookie: \(browser.cookie)\r\n"
    return try await ask(
      "POST",
      browser.base + path,
      headers: cookie + (headers ?? origin),
      body: form
    )
  }

  /// What the last process was told.
  func call() throws -> PageCall {
    let input = try directory.directory.read("input", upTo: 1 << 20)
    return try #require(PageCall(input))
  }

  /// An id for a form, as a page has it.
  func formID(_ browser: Browser) async throws -> String {
    #expect(try await get("", browser).status == 200)
    return try call().formID
  }
}

/// The notes and the audit, in memory.
final class PageLedger: NoteStore, AuditRecord, Sendable {
  private struct State {
    var notes: [String: String] = [:]
    var acts: [OperatorAct] = []
    var fails = false
    var commits = 0
  }

  private let state = Mutex(State())

  var acts: [OperatorAct] { state.withLock { $0.acts } }

  var commits: Int { state.withLock { $0.commits } }

  /// Has every call fail from now on, or no more.
  func fail(_ fails: Bool = true) {
    state.withLock { $0.fails = fails }
  }

  func commit() {
    state.withLock { $0.commits += 1 }
  }

  private func change(_ body: (inout State) -> Void) throws(LedgerError) {
    let fails = state.withLock { state in
      if !state.fails { body(&state) }
      return state.fails
    }
    if fails {
      throw LedgerError(code: .io, operation: "write", path: "ledger", cause: "it fails", hint: "")
    }
  }

  func notes() async throws(LedgerError) -> [String: String] {
    try change { _ in }
    return state.withLock { $0.notes }
  }

  func change(_ notes: [NoteChange]) async throws(LedgerError) {
    try change { state in
      for note in notes { state.notes[note.key] = note.value }
    }
  }

  func workload() async throws(LedgerError) -> Workload { Workload(waiting: 0, holds: []) }

  func record(_ act: OperatorAct, at now: WallTime) async throws(LedgerError) {
    try change { $0.acts.append(act) }
  }

  func pruneAudit(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int { 0 }
}
