import FlowrouteSimulator
import SMSSpool
import SMSSystem
import TestSupport
import Testing

extension FaultSite {
  /// Holds the provider's records and the results against each other: each message once.
  func expectOnce(_ ids: [String], at simulator: FlowrouteSimulator) async throws {
    let bodies = await simulator.messages.compactMap(\.body)
    let counts = Dictionary(bodies.map { ($0, 1) }, uniquingKeysWith: +)
    let wrong = ids.filter { counts["text \($0)"] != 1 }
    #expect(wrong.isEmpty, "not exactly once: \(wrong.map { ($0, counts["text \($0)"] ?? 0) })")
    var listing = try Directory(path: layout.path(of: .rejected)).listing()
    #expect(try listing.next() == nil, "something was rejected")
  }

  /// Waits for the provider's figures to be so.
  ///
  /// - Throws: `Mailbox.TimedOut` after a minute.
  func wait(
    until condition: @escaping @Sendable (Statistics) -> Bool,
    at simulator: FlowrouteSimulator
  ) async throws {
    let met = Mailbox<Bool>()
    Task {
      await simulator.wait(until: condition)
      met.send(true)
    }
    _ = try await met.next(within: 60)
  }
}
