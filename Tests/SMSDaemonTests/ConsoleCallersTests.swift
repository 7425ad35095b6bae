import SMSSystem
import Testing

@testable import SMSDaemon

@Suite("Who may do what at the console's socket")
struct ConsoleCallersTests {
  private static let callers = ConsoleCallers(user: 900, readGroup: 50, actGroup: 60)

  @Test(
    "depends on the user and the groups of the process",
    arguments: [
      (0, [0], .act), (900, [900], .act), (1_000, [1_000, 60], .act), (1_000, [50], .read),
      (1_000, [50, 60], .act), (1_000, [1_000, 900], nil), (1_000, [0], nil),
    ] as [(UInt32, Set<UInt32>, ConsoleRights?)]
  )
  func rights(_ user: UInt32, _ groups: Set<UInt32>, _ expected: ConsoleRights?) {
    let peer = PeerCredentials(process: 1, user: user, groups: groups)
    #expect(Self.callers.rights(of: peer) == expected)
    let withoutGroups = ConsoleCallers(user: 900, readGroup: nil)
    #expect(withoutGroups.rights(of: peer) == (user == 0 || user == 900 ? .act : nil))
  }
}
