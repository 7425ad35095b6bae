import SMSCore
import SMSSpool
import SMSSystem
import Testing

@testable import SMSDaemon

/// What parts of the daemon report, as alarms.
struct AlarmFactsTests {
  private static let time = WallTime(milliseconds: 1_795_420_800_000)
  private static let error = JobError(code: .unauthorized, message: "What.", hint: "Look.")

  private func keys(_ facts: AlarmFacts) -> [String] { facts.all.map(\.key.text) }

  @Test("an account's pause lasts until it is resumed, through failed probes and trials")
  func account() {
    var facts = AlarmFacts()
    _ = facts.take(.paused(account: "main", error: Self.error, nextProbeAt: Self.time))
    _ = facts.take(.probeFailed(account: "main", error: Self.error, nextProbeAt: Self.time))
    #expect(facts.take(.trial(account: "main")) == nil)
    #expect(keys(facts) == ["account_paused/main"])
    #expect(facts.take(.resumed(account: "main")) != nil)
    #expect(keys(facts) == [])
    #expect(facts.take(.resumed(account: "main")) == nil)
  }

  @Test("a spool's intake is one alarm; a low disk and the ledger are not each spool's")
  func intake() {
    var facts = AlarmFacts()
    let full = IntakePause.queueFull(waiting: 2, limit: 1)
    _ = facts.take(.paused(full), of: "a")
    for pause in [
      IntakePause.lowDisk(path: "/var", freeBytes: 0, minimum: 1),
      .ledger(LedgerError(code: .io, operation: "", path: "", cause: "", hint: "")),
    ] {
      #expect(facts.take(.paused(pause), of: "b") == nil)
    }
    #expect(keys(facts) == ["intake_stopped/a"])
    #expect(facts.all.first?.code == "queue_full")
    #expect(
      facts.all.first?.message == "Spool a takes no requests: 2 jobs wait, the limit is 1."
    )
    _ = facts.take(.resumed(full), of: "a")
    #expect(keys(facts) == [])
  }

  @Test("a person's number in the name of a file is masked")
  func numbers() {
    var facts = AlarmFacts()
    let error = SystemError(code: 13, operation: "unlink", path: ".taken/1-12065550142.json")
    _ = facts.take(.paused(.removal(error)), of: "a")
    let message = facts.all.first?.message ?? ""
    #expect(message.contains("1-1206•••0142.json"))
    #expect(!message.contains("12065550142"))
  }

  @Test("a ledger that fails and one that is not to be relied on are one alarm")
  func ledger() {
    var facts = AlarmFacts()
    let full = LedgerError(code: .full, operation: "o", path: "p", cause: "full", hint: "h")
    let damaged = LedgerError(code: .corrupt, operation: "o", path: "p", cause: "torn", hint: "h")
    _ = facts.ledgerFailed(full)
    _ = facts.ledgerTrouble(damaged)
    #expect(facts.all.map(\.code) == ["corrupt"])
    _ = facts.ledgerFailed(nil)
    #expect(facts.all.map(\.code) == ["corrupt"])
    guard case .over = facts.ledgerTrouble(nil) else {
      Issue.record("it must be over")
      return
    }
    #expect(facts.all.isEmpty)
  }

  @Test("what is about accounts and spools that are gone is over")
  func gone() {
    var facts = AlarmFacts()
    for name in ["a", "b"] {
      _ = facts.take(.paused(account: name, error: Self.error, nextProbeAt: Self.time))
      _ = facts.take(.paused(.queueFull(waiting: 2, limit: 1)), of: name)
    }
    #expect(facts.keep(accounts: ["a"], spools: ["b"]).count == 2)
    #expect(keys(facts) == ["account_paused/a", "intake_stopped/b"])
  }
}
