import SMSJSON
import Testing

/// The audit's own audit: it finds what the slow tests must never find.
struct AuditTests {
  private static let key = MessageKey(from: "12065550101", to: "12063330001", body: "Hello")
  private static let submissions = [
    Submission(id: "a", spool: "default", key: key, hasExplicitID: true),
    Submission(id: "b", spool: "default", key: key, hasExplicitID: true),
    Submission(id: "c", spool: "default", key: nil, hasExplicitID: true),
  ]

  private static func result(_ id: String, _ members: (String, JSONValue)...) -> JSONObject {
    var object = JSONObject([("id", .string(id)), ("status", "sent"), ("final", true)])
    for (name, value) in members { object.set(name, value) }
    return object
  }

  /// Two messages with the same text, and a request that is refused.
  private static var sound: Audit {
    let jobs = [
      "a": result("a", ("provider_message_id", "mdr2-1")),
      "b": result("b", ("provider_message_id", "mdr2-2")),
    ]
    var results = jobs
    results["c"] = result("c", ("status", "rejected"))
    return Audit(
      submissions: submissions,
      results: results,
      ledger: jobs,
      deliveries: [Delivery(id: "mdr2-1", key: key), Delivery(id: "mdr2-2", key: key)]
    )
  }

  @Test("What fits together is left in peace")
  func soundness() {
    #expect(Self.sound.disagreements == [])
  }

  @Test("A message that arrived twice, or never, is found")
  func miscounts() {
    var audit = Self.sound
    audit.deliveries.append(Delivery(id: "mdr2-3", key: Self.key))
    #expect(audit.disagreements == ["a: delivered 3 times instead of 2"])
    audit.deliveries.removeLast(2)
    #expect(
      audit.disagreements == [
        "b: mdr2-2 is unknown to the provider", "a: delivered 1 times instead of 2",
      ]
    )
  }

  @Test("A result that claims another's delivery is found")
  func twins() {
    var audit = Self.sound
    audit.results["b"]?.set("provider_message_id", "mdr2-1")
    audit.ledger["b"]?.set("provider_message_id", "mdr2-1")
    #expect(audit.disagreements == ["mdr2-1: in 2 results"])
  }

  @Test("A result that is missing, not final, or not what the ledger says is found")
  func results() {
    var audit = Self.sound
    audit.results["a"] = nil
    audit.results["b"]?.set("status", "uncertain")
    audit.results["c"]?.set("final", false)
    #expect(
      audit.disagreements == [
        "a: no result", "b: uncertain, no error", "c: rejected is not final",
        "b: ledger and result differ in [\"status\"]",
      ]
    )
  }

  @Test("Jobs and results without an owner are found")
  func strangers() {
    var audit = Self.sound
    audit.results["d"] = Self.result("d")
    audit.ledger["c"] = Self.result("c")
    #expect(
      audit.disagreements == [
        "d: has a result, was not submitted", "c: is in the ledger, and may not be",
      ]
    )
  }

  @Test("A final result may gain its provider's id, and nothing else")
  func changes() {
    let sent = Self.result("a", ("provider_message_id", .null), ("attempts", 1))
    var later = sent
    later.set("provider_message_id", "mdr2-1")
    later.set("updated_at", "2026-11-23T08:00:00.391Z")
    #expect(ResultChange.fault(from: sent, to: later) == nil)
    #expect(ResultChange.fault(from: later, to: sent) != nil)
    for (name, value) in [("final", false), ("status", "failed"), ("attempts", 2)]
      as [(String, JSONValue)]
    {
      var changed = later
      changed.set(name, value)
      #expect(ResultChange.fault(from: later, to: changed) != nil)
    }
  }
}
