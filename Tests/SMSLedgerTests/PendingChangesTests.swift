import SMSCore
import Testing

@testable import SMSLedger

@Suite("Which changes share a commit")
struct PendingChangesTests {
  /// Does nothing.
  private struct Probe: PendingChange {
    let name: String

    func perform(in session: WriteSession) {}
    func succeed() {}
    func fail(_ error: LedgerError) {}
  }

  private var changes = PendingChanges()

  private mutating func add(_ name: String, isUrgent: Bool = false, rows: Int = 1) {
    changes.add(Probe(name: name), isUrgent: isUrgent, rows: rows)
  }

  private mutating func next() -> [String] {
    changes.next().compactMap { ($0 as? Probe)?.name }
  }

  @Test("all share one, urgent ones first, where few rows are changed")
  mutating func few() {
    add("begin", rows: PendingChanges.many - 1)
    add("code", isUrgent: true)
    #expect(next() == ["code", "begin"])
    #expect(changes.isEmpty && next().isEmpty)
  }

  @Test("urgent ones do not wait for many rows of others")
  mutating func divided() {
    add("part", rows: 500)
    add("first", isUrgent: true)
    add("second", isUrgent: true)
    #expect(next() == ["first", "second"])
    #expect(!changes.isEmpty)
    #expect(next() == ["part"])
    #expect(changes.isEmpty)
  }

  @Test("others wait for one commit of urgent ones at most")
  mutating func inTurn() {
    add("part", rows: 500)
    add("first", isUrgent: true)
    #expect(next() == ["first"])
    add("second", isUrgent: true)
    #expect(next() == ["second", "part"])
    add("part", rows: 500)
    add("third", isUrgent: true)
    #expect(next() == ["third"])
  }

  @Test("where most is urgent, nothing is divided")
  mutating func mostlyUrgent() {
    add("outcomes", rows: 100)
    add("codes", isUrgent: true, rows: 60)
    #expect(next() == ["codes", "outcomes"])
  }
}
