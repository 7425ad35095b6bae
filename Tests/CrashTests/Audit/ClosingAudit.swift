import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// The end of a run: everything is compared, and must agree.
struct ClosingAudit {
  let fixture: CrashFixture
  let provider: ProviderProcess
  let history: ResultHistory

  /// Where the logs are.
  let logs: TemporaryDirectory

  /// Starts a daemon that is not disturbed again, and checks everything at its end.
  ///
  /// - Parameter submissions: All submissions of the run.
  /// - Throws: An error that prevents the check.
  func run(_ submissions: [Submission]) async throws {
    let log = DaemonLog(directory: logs)
    let starts = log.readyCount
    let daemon = try fixture.serve(logs: logs.path)
    try await log.ready(after: starts)
    try await run(daemon, submissions)
  }

  /// Lets a ready daemon complete everything and drain, and then checks everything.
  func run(_ daemon: ChildProcess, _ submissions: [Submission]) async throws {
    let unsettled = await history.unsettled(submissions.map(\.id))
    if !unsettled.isEmpty { report("not settled", unsettled) }
    try daemon.send(.terminate)
    #expect(try await daemon.end() == .exited(0))
    let audit = Audit(
      submissions: submissions,
      results: try results(),
      ledger: try await ledger(),
      deliveries: try await provider.deliveries()
    )
    let disagreements = audit.disagreements + (await history.lies)
    if !disagreements.isEmpty { report("amiss", disagreements) }
    for spool in CrashFixture.spools {
      // A power cut may bring back a producer's draft.
      #expect(try fixture.names(in: .incoming, of: spool).filter { !$0.hasPrefix(".") } == [])
      #expect(try fixture.names(in: .taken, of: spool) == [])
    }
    try checkRejected(submissions)
  }

  /// Every refused file exists once, with its reason.
  private func checkRejected(_ submissions: [Submission]) throws {
    for spool in CrashFixture.spools {
      let names = try fixture.names(in: .rejected, of: spool)
      let files = names.filter { !$0.hasSuffix(".reason.json") }
      let wanted = submissions.filter { $0.spool == spool && $0.key == nil }.map { "\($0.id).json" }
      #expect(files.map { String($0.drop { $0 != "-" }.dropFirst()) }.sorted() == wanted.sorted())
      #expect(files.filter { !names.contains("\($0).reason.json") } == [])
    }
  }

  private func results() throws -> [String: JSONObject] {
    var results: [String: JSONObject] = [:]
    for spool in CrashFixture.spools {
      let directory = try Directory(path: fixture.layout(of: spool).path(of: .results))
      for name in try fixture.names(in: .results, of: spool) {
        let file = try #require(FileName(name))
        let result = try JSONParser.parse(directory.read(file, upTo: 1 << 20)).object
        results[String(name.dropLast(".json".count))] = result
      }
    }
    return results
  }

  private func ledger() async throws -> [String: JSONObject] {
    let words = ["list", "--json", "--limit", "10000000"]
    let list = try fixture.start(words, logs: logs.path, log: "list")
    #expect(try await list.end() == .exited(0))
    let text = String(decoding: try logs.directory.read("list.out", upTo: 1 << 30), as: UTF8.self)
    var jobs: [String: JSONObject] = [:]
    for line in text.split(separator: "\n") {
      let job = try #require(try JSONParser.parse(Array(line.utf8)).object)
      jobs[job["id"]?.string ?? ""] = job
    }
    return jobs
  }

  /// Records faults, with the lines about them in the daemon's log.
  private func report(_ words: String, _ faults: [String]) {
    let log = DaemonLog(directory: logs)
    let lines = faults.prefix(20).flatMap { fault in
      [fault] + log.lines(about: String(fault.prefix { $0 != ":" }))
    }
    Issue.record(
      "\(faults.count) \(words); \(RunSettings.replay)\n\(lines.joined(separator: "\n"))"
    )
  }
}
