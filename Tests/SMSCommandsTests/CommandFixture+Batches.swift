import SMSCore
import SMSJSON
import SMSSystem
import Testing

@testable import SMSDaemon

extension BatchStore {
  /// Accepts a batch with these messages, whose ids are those of its lines.
  ///
  /// - Returns: The batch.
  @discardableResult
  func acceptBatch(
    _ id: String,
    _ messages: [Accepted],
    of whole: Int? = nil,
    at time: WallTime,
    activates: Bool = true
  ) async throws -> JobNumber {
    let count = whole ?? messages.count
    let submission = Submission(
      name: JobName(spool: "default", id: id),
      content: .batch(BatchRequest(messages: count, segments: count, results: .lines)),
      hasExplicitID: true,
      digest: [UInt8](repeating: 7, count: 32),
      metadata: nil,
      producer: 1042,
      taken: 1,
      acceptedAt: time,
      acceptedOn: BootTime(nanoseconds: time.milliseconds * 1_000_000, boot: "boot")
    )
    guard case .accepting(let batch, _) = try await acceptBatch(submission) else {
      throw BatchNotAccepted()
    }
    let place = BatchPlace(offset: 1_000, line: count + 1)
    _ = try await add(messages.map { try $0.submission() }, to: batch, through: place)
    if activates { _ = try await activate(batch, at: time) }
    return batch
  }
}

private struct BatchNotAccepted: Error {}

extension Ledger {
  /// The messages of a batch that wait, in order; without one, those of no batch.
  func waiting(in batch: JobNumber? = nil) async throws -> [JobNumber] {
    var lane = Lane(account: "main", spool: "default", priority: .normal)
    lane.batch = batch
    let later = WallTime(milliseconds: 1 << 42)
    return try await page(of: lane, dueBy: later, excluding: [], limit: 100).entries.map(\.number)
  }

  /// Settles messages after one attempt each.
  func settle(
    _ ends: [(job: JobNumber, next: Settlement.Next)],
    at time: WallTime
  ) async throws {
    let moment = Moment(wall: time, monotonic: MonotonicTime(nanoseconds: 1))
    _ = try await begin(ends.map { Claim(job: $0.job) }, areUrgent: false, at: moment)
    try await settle(
      ends.map { end in
        Settlement(
          job: end.job,
          next: end.next,
          attempt: AttemptRecord(
            number: 1,
            begunAt: time,
            endedAt: time,
            leftAt: time,
            httpStatus: 202,
            code: nil
          ),
          isCharged: true,
          at: time
        )
      }
    )
  }
}

extension CommandFixture {
  /// Fills the ledger with what a daemon can send, as it is sealed with the daemon's own key.
  func prepare(_ body: (any DaemonLedger) async throws -> Void) async throws {
    let configuration = try Configuration.load(path: configuration)
    let options = DaemonOptions(
      configurationPath: self.configuration,
      environment: [:],
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { _ in }
    )
    let log = Log(format: .text, level: .error, sink: { _ in })
    let notifier = StateNotifier(ServiceNotifier(environment: [:]))
    let storage = try await Storage.open(
      options,
      configuration,
      log: log,
      upgrade: UpgradeReporter(log: log, notifier: notifier)
    )
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(storage.ledger))
    } catch {
      result = .failure(error)
    }
    await storage.ledger.close()
    try result.get()
  }

  /// The lines of a batch's results, as objects.
  func lines(of batch: String) throws -> [JSONObject] {
    let name = try #require(FileName(batch + ".jsonl"))
    let bytes = try Directory(path: spool + "/results").read(name, upTo: 1 << 24)
    return try bytes.split(separator: UInt8(ascii: "\n")).map {
      try #require(try JSONParser.parse(Array($0)).object)
    }
  }
}
