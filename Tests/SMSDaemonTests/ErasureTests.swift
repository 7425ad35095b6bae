import FlowrouteSimulator
import SMSCore
import SMSJSON
import SMSSecrets
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("An erasure", .timeLimit(.minutes(10)), .throttled)
struct ErasureTests {
  private static let number = "12065550142"

  /// Submits the operator's request, and returns its result.
  private func erase(
    _ id: String = "erase",
    in fixture: DaemonFixture
  ) async throws -> JSONObject {
    try fixture.drop(
      id,
      #"{"id": "\#(id)", "kind": "erase", "to": "\#(Self.number)"}"#,
      at: "state/operator/incoming"
    )
    return try await result(id, in: fixture)
  }

  private func result(_ id: String, in fixture: DaemonFixture) async throws -> JSONObject {
    let results = try Directory(path: fixture.directory.path("state/operator/results"))
    let name = try #require(FileName("\(id).json"))
    return try await DirectoryWatch.wait(in: results) {
      guard try results.contains(name) else { return nil }
      return try JSONParser.parse(results.read(name, upTo: 1 << 20)).object
    }
  }

  private func count(_ name: String, _ result: JSONObject) -> Int64? {
    result["report"]?.object?["erased"]?.object?[name]?.number?.int64
  }

  @Test("takes texts from the phone, with their files, and calls that were not understood")
  func received() async throws {
    try await DaemonFixture.run(members: "listener: { port: 0 },") { fixture, simulator in
      let state = try Directory(path: fixture.directory.path("state"))
      let calls = try state.openOrMakeDirectory("unreadable-calls", mode: 0o700)
      try calls.writeReplacing("text-1", Array("+1 206.555.0142?".utf8), durable: false)
      try calls.writeReplacing("text-2", Array("12065550142999".utf8), durable: false)
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "sent")
      let spool = "spool/default/received"
      for (id, from) in [("mine", Self.number), ("other", "12065550143")] {
        try fixture.drop(
          id,
          #"{"id": "\#(id)", "from": "\#(from)", "body": "Ask 12065550142"}"#,
          at: spool
        )
      }
      let result = try await erase(in: fixture)
      #expect(result["status"]?.string == "done", "\(result)")
      // The text and the call; the message's result too, unless a receipt that came late has had it
      // written anew by then, without the phone.
      #expect((2...3).contains(count("files", result) ?? 0))
      let results = try Directory(path: fixture.directory.path("spool/default/results"))
      if try results.contains("one.json") {
        let bytes = try results.read("one.json", upTo: 1 << 20)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("2065550142"))
      }
      #expect(count("jobs", result) == 1)
      let received = try Directory(path: fixture.directory.path(spool))
      #expect(try !received.contains("mine.json") && received.contains("other.json"))
      #expect(try !calls.contains("text-1") && calls.contains("text-2"))
      let text = String(decoding: JSONWriter.write(.object(result)), as: UTF8.self)
      #expect(!text.contains("2065550142") && text.contains("1206•••0142"))
      #expect(!fixture.log.joined().contains("2065550142"))
    }
  }

  @Test("that a crash interrupted after its first step is finished by the next start")
  func crashed() async throws {
    let fixture = try DaemonFixture(port: 9)
    await (try await fixture.start()).drain()
    let secret = try #require(
      try SecretKey.load(
        from: Directory(path: fixture.directory.path("state")),
        owner: CurrentProcess.user
      )
    )
    let ledger = try await Composition.ledger(in: fixture.directory.path("state")).open(
      boot: "a",
      codes: SecretCodeBook(secret),
      reporting: { _ in }
    )
    let phone = try PhoneNumber(parsing: Self.number)
    try await ledger.fill(phone, messages: 250)
    let command = try await ledger.accepted("erase", .command(.erase(phone)))
    let erasure = PhoneErasure(command: command, phone: phone, digest: secret.digest(of: phone))
    #expect(try await ledger.begin(erasure, at: Moment.now().wall) == 0)
    _ = try await ledger.step(erasure, from: nil)
    // One that came since does not stop it.
    _ = try await ledger.accepted("later", .text(to: phone))
    await ledger.close()

    let daemon = try await fixture.start()
    let result = try await result("erase", in: fixture)
    #expect(count("jobs", result) == 250)
    await daemon.drain()
    let place = LedgerPlace(try Configuration.load(path: fixture.configurationPath))
    var filter = JobFilter()
    filter.recipients = [phone]
    #expect(try place.reader().list(filter, limit: 999).map(\.name.id) == ["later"])
  }

  @Test("is refused with the number of messages that have not ended, and shows no number")
  func refused() async throws {
    let fixture = try DaemonFixture(port: 9)
    let daemon = try await fixture.start()
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "deferred")
    let error = try await erase(in: fixture)["error"]?.object
    #expect(error?["code"]?.string == "still_waiting")
    #expect(error?["message"]?.string?.contains("1 message to 1206•••0142") == true)
    await daemon.drain()
  }
}

extension DaemonLedger {
  /// Accepts a request.
  fileprivate func accepted(
    _ id: String,
    _ content: Submission.Content
  ) async throws -> JobNumber {
    let isCommand = if case .command = content { true } else { false }
    let submission = Submission(
      name: JobName(spool: isCommand ? Configuration.operatorSpool : "default", id: id),
      content: content,
      hasExplicitID: true,
      digest: [UInt8](repeating: 1, count: 32),
      metadata: nil,
      producer: 0,
      taken: 1,
      acceptedAt: Moment.now().wall,
      acceptedOn: BootTime(nanoseconds: 1, boot: "a")
    )
    switch try await accept([submission]).first {
    case .message(let entry): return entry.number
    case .command(let job): return job.number
    default:
      Issue.record("\(id) is accepted")
      return JobNumber(0)
    }
  }

  /// Leaves messages to a phone that failed.
  fileprivate func fill(_ phone: PhoneNumber, messages: Int) async throws {
    var jobs: [JobNumber] = []
    for number in 0..<messages {
      jobs.append(try await accepted("m\(number)", .text(to: phone)))
    }
    let error = JobError(code: .forbidden, message: "No.", hint: "To \(phone.digits).")
    try await fail(jobs, error: error, at: Moment.now().wall)
  }
}

extension Submission.Content {
  /// A message that waits for long.
  fileprivate static func text(to phone: PhoneNumber) -> Submission.Content {
    let now = Moment.now().wall
    guard let from = PhoneNumber(digits: "12065550101") else {
      preconditionFailure("a number of the account")
    }
    return .message(
      Message(
        account: "main",
        to: .phone(phone),
        from: from,
        text: MessageText("Hi"),
        priority: .normal,
        notBefore: now.advanced(by: Interval(seconds: 3_000)),
        expiresAt: now.advanced(by: Interval(seconds: 9_000)),
        ifUncertain: nil
      )
    )
  }
}
