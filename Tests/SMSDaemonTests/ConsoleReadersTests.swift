import SMSSystem
import Testing

@testable import SMSDaemon

@Suite("Who may ask at the console's socket")
struct ConsoleReadersTests {
  private static let readers = ConsoleReaders(user: 900, group: 50)

  @Test(
    "depends on the user and the groups of the process",
    arguments: [
      (0, [0], true), (900, [900], true), (1_000, [1_000, 50], true), (1_000, [50], true),
      (1_000, [1_000, 900], false), (1_000, [0], false),
    ] as [(UInt32, Set<UInt32>, Bool)]
  )
  func admits(_ user: UInt32, _ groups: Set<UInt32>, _ expected: Bool) {
    let peer = PeerCredentials(process: 1, user: user, groups: groups)
    #expect(Self.readers.admits(peer) == expected)
    let withoutGroup = ConsoleReaders(user: 900, group: nil)
    #expect(withoutGroup.admits(peer) == (user == 0 || user == 900))
  }
}
