import SMSCore
import SMSSpool
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

/// What the daemon leaves for people to see, with a store of notes that fails when it is told to.
@Suite("The status board", .throttled)
struct StatusBoardTests {
  private static let now = WallTime(milliseconds: 1_795_420_800_000)

  private let directory: TemporaryDirectory
  private let store = FailingNotes()
  private let rests = Mailbox<Interval>()

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func board(
    _ wall: @escaping @Sendable () -> WallTime = { now }
  ) throws -> (StatusBoard, LedgerHealth) {
    let lock = try LockFile(DaemonState.fileName, in: directory.directory)
    let state = DaemonState(
      daemon: ProcessIdentity(process: 7, startTicks: 1, boot: "boot"),
      version: "1",
      startedAt: Self.now,
      configurationPath: "/config.json5",
      phase: .starting
    )
    let health = LedgerHealth(log: Log(format: .journal, level: .error, sink: { _ in }))
    let board = StatusBoard(
      store: store,
      health: health,
      file: StateFile(lock, state),
      notifier: StateNotifier(ServiceNotifier(environment: [:])),
      clock: { Moment(wall: wall(), monotonic: MonotonicTime(nanoseconds: 0)) },
      rest: { [rests] in rests.send($0) }
    )
    return (board, health)
  }

  private func state() throws -> DaemonState {
    let file = try LockFile.read(DaemonState.fileName, in: directory.directory)
    return try #require(DaemonState(line: file.words))
  }

  @Test("The newest note of a key wins, however the store fails in between")
  func order() async throws {
    let (board, health) = try board()
    store.fail(times: 3)
    board.take(AccountNote(state: .paused, code: .unauthorized), of: "main")
    board.take(AccountNote(state: .trial), of: "main")
    board.take(AccountNote(state: .running), of: "main")
    _ = try await store.changed { $0["account/main"]?.contains("running") == true }
    #expect(try await rests.next(3) == Array(repeating: StatusBoard.retryTime, count: 3))
    #expect(!health.isFailing)
    await board.close()
    #expect(store.notes["account/main"]?.contains("running") == true)
  }

  @Test("An account's pause began when it began, however many probes fail since")
  func pauseSince() async throws {
    let start: Int64 = 1_795_420_800_000
    let minutes = Mutex<Int64>(0)
    let (board, _) = try board { WallTime(milliseconds: start + minutes.withLock { $0 } * 60_000) }
    func noted(_ note: AccountNote, at minute: Int64) async throws -> String {
      minutes.withLock { $0 = minute }
      board.take(note, of: "main")
      let word = #""state":"\#(note.state.rawValue)""#
      let notes = try await store.changed { $0["account/main"]?.contains(word) == true }
      return try #require(notes["account/main"])
    }
    let begin = #""since":"\#(WallTime(milliseconds: start).text)""#
    let first = AccountNote(state: .paused, code: .unauthorized)
    #expect(try await noted(first, at: 0).contains(begin))
    #expect(try await noted(AccountNote(state: .trial), at: 1).contains(begin))
    let again = AccountNote(state: .paused, code: .forbidden)
    #expect(try await noted(again, at: 2).contains(begin))
    #expect(try await !noted(AccountNote(state: .running), at: 3).contains(begin))
    #expect(try await !noted(AccountNote(state: .paused), at: 4).contains(begin))
    await board.close()
  }

  @Test("A pause and stray files of a spool are reported side by side")
  func spool() async throws {
    let (board, _) = try board()
    board.take(.stray(files: 3), of: "shop")
    board.intake(of: "shop", pausedFor: "low_disk", "The disk is full.")
    board.take(.stray(files: 2), of: "shop")
    let notes = try await store.changed { $0["spool/shop"]?.contains(#""stray_files":2"#) == true }
    #expect(notes["spool/shop"]?.contains(#""code":"low_disk""#) == true)
    #expect(notes["spool/shop"]?.contains("The disk is full.") == true)
    await board.close()
  }

  @Test("While nothing can be written the lock file says so, and it ends with the trouble")
  func failure() async throws {
    let (board, health) = try board()
    await board.ready()
    #expect(try state().phase == .running)
    store.fail(times: .max)
    // Said by another part of the daemon, which then has nothing more to do.
    health.failed(FailingNotes.full)
    _ = try await rests.next(2)
    let failure = try #require(try state().ledgerFailure)
    #expect(failure.since == Self.now)
    #expect(failure.error == "commit ledger.sqlite: the disk is full")
    #expect(failure.hint == "Free space.")
    store.fail(times: 0)
    _ = try await store.changed { $0["health"] != nil }
    await board.close()
    #expect(!health.isFailing)
    #expect(try state().ledgerFailure == nil)
    #expect(try state().phase == .stopped)
  }

  @Test("Closing does not wait for a store that takes nothing")
  func close() async throws {
    let (board, _) = try board()
    store.fail(times: .max)
    await board.close()
    board.take(AccountNote(state: .trial), of: "main")
    #expect(try state().phase == .stopped)
    #expect(store.notes.isEmpty)
  }

  @Test("A start forgets an earlier life, and keeps what the ledger itself decides")
  func start() async throws {
    let later = "{\"state\": \"refused\", \"until\": \"2026-11-23T08:00:01.000Z\"}"
    let past = "{\"state\": \"refused\", \"until\": \"2026-11-23T07:00:00.000Z\"}"
    store.set([
      "account/main": "{}", "spool/default": "{}", "daemon": "{}", "health": "{}",
      "secret": "f", "boot": "b", "prefix/206-555": later, "prefix/206-556": past,
    ])
    let (board, _) = try board()
    // A full disk at the start must not keep the old notes for good.
    store.fail(times: 1)
    await board.start(guardsPrefixes: true)
    _ = try await store.changed { $0["account/main"] == nil }
    #expect(Set(store.notes.keys) == ["secret", "boot", "prefix/206-555", "health"])
    await board.start(guardsPrefixes: false)
    _ = try await store.changed { $0["prefix/206-555"] == nil }
    await board.close()
  }

  @Test("Errors are noted soon, and after a restart with those from before")
  func errors() async throws {
    let (first, _) = try board()
    await first.start(guardsPrefixes: true)
    for _ in 1...3 { first.failed(.timeout, in: .account("main")) }
    first.take(.refusedMore([.invalidRequest: 40]), of: "shop")
    // On a busy machine a note may come in between.
    _ = try await store.changed { notes in
      let entries = RecentErrors(note: notes["errors"]).entries(at: Self.now)
      return entries.map(\.count).sorted() == [3, 40]
    }
    first.failed(.timeout, in: .account("main"))
    await first.close()
    #expect(
      RecentErrors(note: store.notes["errors"]).entries(at: Self.now).map(\.count) == [40, 4]
    )
  }

  @Test("What a reload took out of the configuration is forgotten")
  func reload() async throws {
    let (board, _) = try board()
    for name in ["main", "other"] {
      board.take(AccountNote(state: .paused), of: name)
      board.intake(of: name, pausedFor: "low_disk", "The disk is full.")
    }
    await board.keep(spools: ["main"], accounts: ["other"])
    _ = try await store.changed { $0["account/main"] == nil && $0["account/other"] != nil }
    #expect(Set(store.notes.keys) == ["account/other", "spool/main"])
    await board.reloaded(refused: true)
    #expect(try state().reloadRefusedAt == Self.now)
    await board.reloaded(refused: false)
    #expect(try state().reloadRefusedAt == nil)
    await board.close()
  }

  /// Notes in memory; as many changes fail as it was told.
  private final class FailingNotes: NoteStore {
    static let full = LedgerError(
      code: .full,
      operation: "commit",
      path: "ledger.sqlite",
      cause: "the disk is full",
      hint: "Free space."
    )

    private let state = Mutex<(notes: [String: String], failures: Int)>(([:], 0))
    private let changes = Mailbox<[String: String]>()

    var notes: [String: String] { state.withLock { $0.notes } }

    func set(_ notes: [String: String]) { state.withLock { $0.notes = notes } }

    func fail(times: Int) { state.withLock { $0.failures = times } }

    func changed(until isReached: ([String: String]) -> Bool) async throws -> [String: String] {
      while true {
        let notes = try await changes.next()
        if isReached(notes) { return notes }
      }
    }

    func notes() async throws(LedgerError) -> [String: String] { notes }

    func change(_ notes: [NoteChange]) async throws(LedgerError) {
      let after = state.withLock { state -> [String: String]? in
        guard state.failures == 0 else {
          if state.failures < .max { state.failures -= 1 }
          return nil
        }
        for note in notes { state.notes[note.key] = note.value }
        return state.notes
      }
      guard let after else { throw Self.full }
      changes.send(after)
    }

    func workload() async throws(LedgerError) -> Workload { Workload(waiting: 0, holds: []) }
  }
}
