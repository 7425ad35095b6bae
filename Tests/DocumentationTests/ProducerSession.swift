import SMSJSON
import SMSSystem
import TestSupport

/// A run of a producer's program in its own spool, with the test in the role of the daemon.
struct ProducerSession {
  /// What the program submitted to `incoming/`.
  struct Submission {
    let name: String
    let bytes: [UInt8]
    let status: FileStatus
    /// The names of files that it created there, in order.
    let drafts: [String]

    /// The request's `ack` token; empty if it has none.
    var ack: String {
      (try? JSONParser.parse(bytes))?.object?["ack"]?.string ?? ""
    }
  }

  private let directory: TemporaryDirectory
  private let incoming: Directory
  private let results: Directory
  private let notices = Mailbox<Notice>()
  private let watch: SpoolWatch

  init(_ program: ExampleProgram, command: [String], _ arguments: [String]) async throws {
    directory = try TemporaryDirectory()
    incoming = try directory.directory.makeDirectory("incoming", mode: 0o3730)
    results = try directory.directory.makeDirectory("results", mode: 0o2750)
    watch = try SpoolWatch(incoming: incoming, results: results, notices)
    try await watch.start()
    let run = try ProgramRun(program, command: command, arguments, spool: directory.path)
    Task { [notices] in
      do {
        notices.send(.ended(.success(try await run.end())))
      } catch {
        notices.send(.ended(.failure(error)))
      }
    }
  }

  /// Waits for the request and takes it, as the daemon does.
  ///
  /// - Throws: `ProgramEnd` if the program ends first.
  func request() async throws -> Submission {
    var drafts: [String] = []
    while true {
      let event = try await change()
      guard let name = event.name else { continue }
      if event.mask.contains(.created) { drafts.append(name.escaped) }
      guard event.mask.contains(.movedTo) else { continue }
      let submission = Submission(
        name: name.escaped,
        bytes: try incoming.read(name, upTo: 65_536),
        status: try incoming.status(name),
        drafts: drafts
      )
      try incoming.unlink(name)
      return submission
    }
  }

  /// Publishes a result in the daemon's form.
  func publish(_ result: JSONValue, as name: FileName) throws {
    try results.writeReplacing(name, JSONWriter.write(result), mode: 0o640, durable: false)
  }

  /// Waits until the program has read the result.
  ///
  /// - Throws: `ProgramEnd` if the program ends first.
  func resultWasRead(_ name: FileName) async throws {
    var event = try await change()
    while event.name != name || !event.mask.contains(SpoolWatch.closedAfterReading) {
      event = try await change()
    }
  }

  /// Waits for the program's end.
  func end() async throws -> ProgramEnd {
    while true {
      if case .ended(let end) = try await notices.next(within: 60) { return try end.get() }
    }
  }

  private func change() async throws -> InotifyEvent {
    switch try await notices.next(within: 60) {
    case .changed(let event): return event
    case .ended(let end): throw try end.get()
    }
  }
}

/// An event for which a test of a producer's program waits.
enum Notice: Sendable {
  case changed(InotifyEvent)
  case ended(Result<ProgramEnd, any Error>)
}

/// A queue for the tests of producers' programs, so that tests which keep all cores busy do not
/// make a program exceed its time limit.
@globalActor
actor ProducerStage: QueueActor {
  static let shared = ProducerStage()

  nonisolated let executor = QueueExecutor(label: "producer-stage")

  static func run(_ body: @ProducerStage () async throws -> Void) async throws {
    try await body()
  }
}
