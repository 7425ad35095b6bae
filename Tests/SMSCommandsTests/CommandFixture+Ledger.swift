import SMSCore
import SMSSystem

@testable import SMSDaemon

extension CommandFixture {
  /// Fills the ledger as the daemon would, while none runs.
  func fill<Value>(_ body: (any DaemonLedger) async throws -> Value) async throws -> Value {
    let configuration = try Configuration.load(path: configuration)
    let place = LedgerPlace(configuration)
    _ = try Directory.openOrMake(path: configuration.state, mode: 0o700)
    let ledger = try await place.storage.open(
      boot: "boot",
      codes: FixedCodes(),
      reporting: { _ in }
    )
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(ledger))
    } catch {
      result = .failure(error)
    }
    await ledger.close()
    return try result.get()
  }
}

/// A message as intake hands it to the ledger.
struct Accepted {
  var id: String
  var spool = "default"
  var account = "main"
  var to: UInt64 = 12_065_550_142
  var from: UInt64 = 12_065_550_101
  var text = "Hello"
  var priority = Priority.normal
  var at: WallTime
  var notBefore: WallTime?
  var metadata: String?

  init(_ id: String, at time: WallTime) {
    self.id = id
    at = time
  }

  func submission() throws -> Submission {
    Submission(
      name: JobName(spool: spool, id: id),
      content: .message(
        Message(
          account: account,
          to: .phone(try PhoneNumber(value: to)),
          from: try PhoneNumber(value: from),
          text: MessageText(text),
          priority: priority,
          notBefore: notBefore,
          expiresAt: at.advanced(by: Interval(seconds: 1_000_000)),
          ifUncertain: nil
        )
      ),
      hasExplicitID: true,
      digest: [UInt8](repeating: 1, count: 32),
      metadata: metadata,
      producer: 1042,
      taken: 1,
      acceptedAt: at,
      acceptedOn: BootTime(nanoseconds: at.milliseconds * 1_000_000, boot: "boot")
    )
  }
}

extension Ledger {
  /// Accepts messages, each made of one that is changed.
  func accept(_ messages: [Accepted]) async throws {
    _ = try await accept(messages.map { try $0.submission() })
  }
}

/// Codes are all the same, and any seal fits.
private struct FixedCodes: CodeBook {
  func seal(_ envelope: Envelope) -> [UInt8] { [UInt8](repeating: 0, count: 32) }
  func repetitionKey(of content: MessageContent, to phone: PhoneNumber, in spool: String) -> [UInt8]
  {
    [UInt8](repeating: 2, count: 32)
  }
  func nonce() -> [UInt8] { [UInt8](repeating: 1, count: CodeSeed.nonceLength) }
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool { typed.string == "111111" }
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText {
    template.text(with: "111111")
  }
}
