import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A daemon that is killed while receipts and texts arrive, and what it has of them at the end.
final class InboxRun {
  private static let messages = 60
  private static let receiptsOfEach = 25
  private static let connections = 6
  /// How many texts arrive in each of its lives.
  private static let texts = 100

  private let executor = QueueExecutor(label: "inbox-run")
  private let directory: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let port: UInt16
  private let history = ResultHistory()
  private let calls = InboxCalls()
  private var random = SeededRandom(seed: RunSettings.seed, lane: 300)
  private var told: Set<InboxCalls.Call> = []

  init() async throws {
    directory = try TemporaryDirectory()
    provider = try await ProviderProcess()
    port = try LoopbackSocket.port(of: LoopbackSocket.bound())
    var settings = CrashFixtureSettings()
    settings.api = "v2"
    settings.messagesPerSecond = 1_000
    settings.listenerPort = port
    fixture = try CrashFixture(root: directory.path, port: provider.port, settings)
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    try await history.begin(fixture)
    try await life(kills: false) { try await send() }
    for number in 0..<RunSettings.inboxKills {
      deliver((0..<Self.texts).map { text("t\(number)-\($0)") })
      try await life(kills: true) {}
    }
    try await life(kills: false) {
      try await executor.wait(for: "an answer to each call") {
        await Self.call(fixture, port, calls)
        return calls.isEmpty
      }
    }
    try check()
    return "\(RunSettings.inboxKills) kills survived by \(told.count) receipts and texts"
  }

  /// One life of the daemon under calls, ended by a kill or a drain.
  private func life(kills: Bool, _ body: () async throws -> Void) async throws {
    let log = DaemonLog(directory: directory)
    let starts = log.readyCount
    let daemon = try fixture.serve(logs: directory.path)
    try await log.ready(after: starts)
    try await body()
    if kills {
      let callers = Self.startCalling(fixture, port, calls)
      await executor.rest(nanoseconds: random.milliseconds(1...60))
      try daemon.send(.kill)
      await callers.value
    } else {
      try daemon.send(.terminate)
    }
    #expect(try await daemon.end() == (kills ? .signaled(.kill) : .exited(0)))
  }

  private static func startCalling(
    _ fixture: CrashFixture,
    _ port: UInt16,
    _ calls: InboxCalls
  ) -> Task<Void, Never> {
    Task { await call(fixture, port, calls) }
  }

  /// Calls the daemon over several connections, until all calls are made or it is gone.
  private static func call(_ fixture: CrashFixture, _ port: UInt16, _ calls: InboxCalls) async {
    let token =
      (try? Directory(path: "\(fixture.root)/state").read("callback-token", upTo: 43)) ?? []
    let caller = ListenerCaller(port: port, token: String(decoding: token, as: UTF8.self))
    await withDiscardingTaskGroup { group in
      for _ in 0..<connections { group.addTask { await caller.run(calls) } }
    }
  }

  /// Sends the messages for which there will be receipts.
  private func send() async throws {
    let submissions = (0..<Self.messages).map { number in
      Submission(
        id: "m\(number)",
        spool: "default",
        key: MessageKey(
          from: CrashFixture.numbers[0],
          to: "12063330001",
          body: "Message \(number)"
        ),
        hasExplicitID: true
      )
    }
    for submission in submissions { try submission.drop(at: fixture) }
    #expect(await history.unsettled(submissions.map(\.id)) == [])
    for result in await history.results.values {
      let id = try #require(result["provider_message_id"]?.string)
      deliver((0..<Self.receiptsOfEach).map { .init(hook: "receipt", id: id, word: "r\($0)") })
    }
  }

  private func text(_ id: String) -> InboxCalls.Call {
    .init(hook: "message", id: id, word: "The text \(id)")
  }

  private func deliver(_ more: [InboxCalls.Call]) {
    told.formUnion(more)
    calls.add(more.shuffled(using: &random))
  }

  /// Everything answered with 200 exists exactly once; by now, that is all of it.
  private func check() throws {
    #expect(calls.taken == told)
    let texts = told.filter { $0.hook == "message" }
    let names = try fixture.names(in: .received, of: "default")
    #expect(names == texts.map { "\($0.id).json" }.sorted())
    for text in texts {
      #expect(try file(text.id, .received)["body"]?.string == text.word)
    }
    let words = (0..<Self.receiptsOfEach).map { "r\($0)" }
    for number in 0..<Self.messages {
      let delivery = try file("m\(number)", .results)["delivery"]?.object
      let got = delivery?["receipts"]?.array?.compactMap { $0.object?["status"]?.string } ?? []
      #expect(got.sorted() == words.sorted(), "m\(number)")
    }
  }

  private func file(_ id: String, _ directory: SpoolDirectory) throws -> JSONObject {
    let path = fixture.layout(of: "default").path(of: directory)
    let name = try #require(FileName("\(id).json"))
    return try #require(
      try JSONParser.parse(Directory(path: path).read(name, upTo: 1 << 20)).object
    )
  }
}
