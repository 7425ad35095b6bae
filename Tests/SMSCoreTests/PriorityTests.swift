import SMSCore
import Testing

struct PriorityTests {
  @Test("the names are the contract's words")
  func names() {
    #expect(Priority.allCases.map(\.name) == ["urgent", "high", "normal", "bulk"])
    for priority in Priority.allCases { #expect(Priority(name: priority.name) == priority) }
    for word in ["", "Urgent", "low", "urgent "] { #expect(Priority(name: word) == nil) }
  }

  @Test("the raw values are the ledger's order and do not change")
  func order() {
    #expect(Priority.allCases.map(\.rawValue) == [0, 1, 2, 3])
    #expect(Priority.allCases.sorted() == [.urgent, .high, .normal, .bulk])
  }

  @Test("the more pressing have the greater weight, and none has none")
  func weights() {
    #expect(Priority.high.weight > Priority.normal.weight)
    #expect(Priority.normal.weight > Priority.bulk.weight)
    #expect(Priority.allCases.allSatisfy { $0.weight > 0 })
  }
}
