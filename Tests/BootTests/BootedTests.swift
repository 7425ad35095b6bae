import SMSSystem
import TestSupport
import Testing

@Suite(
  "On a booted machine",
  .serialized,
  .timeLimit(.minutes(30)),
  .enabled(if: SlowTests.areWanted, Booted.unwanted),
  .enabled(Booted.missing) { await Booted.isPossible() }
)
struct BootedTests {
  @Suite("Debian 12", .serialized, Booted(suite: .bookworm))
  struct Debian12 {
    let deployment: Deployment

    init() throws { deployment = try Booted.deployment }

    @Test("A first start as the README says: without keys it names them, with keys it sends")
    func firstStart() async throws { try await deployment.startForTheFirstTime() }

    @Test("A member of the group submits and reads, a stranger does neither")
    func rights() async throws { try await deployment.keepStrangersOut() }

    @Test("500 held messages are there after a reboot, and each is sent once when they are let go")
    func reboot() async throws { try await deployment.rebootWithHeldMessages() }

    @Test("A daemon that hangs is started again by the watchdog")
    func watchdog() async throws { try await deployment.hang() }

    @Test("Killed seven times in the midst of its work, it sends each message once")
    func kills() async throws { try await deployment.killSevenTimes() }

    @Test("A machine that loses its power sends each message once after it is back")
    func powerCut() async throws { try await deployment.loseThePower() }

    @Test("Directories of a spool that are removed are made again, while it runs and at a start")
    func directories() async throws { try await deployment.removeDirectories() }

    @Test("A spool of another group works beside one that cannot be used")
    func secondSpool() async throws { try await deployment.addSpools() }

    @Test("A spool elsewhere is used once a drop-in lets the unit write there")
    func spoolElsewhere() async throws { try await deployment.moveTheSpool() }

    @Test("A reload takes a good configuration, and fails with a faulty one, which changes nothing")
    func reload() async throws { try await deployment.reloadGoodAndBad() }

    @Test("New keys are taken by a restart; what the old ones could not send is sent once")
    func keyRotation() async throws { try await deployment.changeKeys() }

    @Test("An upgrade in the midst of its work loses and repeats nothing")
    func upgrade() async throws { try await deployment.upgradeInFlight() }

    @Test("A full disk of the spool or of the state stops intake until there is room")
    func fullDisks() async throws { try await deployment.fillDisks() }

    @Test("A provider behind a private authority, over IPv6, is trusted by ca_file alone")
    func privateAuthority() async throws { try await deployment.trustAPrivateAuthority() }

    @Test("Receipts and replies come through nginx, whose log never holds the token")
    func nginx() async throws { try await deployment.listenBehindNginx() }

    @Test("Removal leaves nothing, and takes no unsent request away without a word")
    func removal() async throws { try await deployment.removeEverything() }
  }

  @Suite("Debian 13", .serialized, Booted(suite: .trixie))
  struct Debian13 {
    let deployment: Deployment

    init() throws { deployment = try Booted.deployment }

    @Test("A first start as the README says: without keys it names them, with keys it sends")
    func firstStart() async throws { try await deployment.startForTheFirstTime() }

    @Test("A member of the group submits and reads, a stranger does neither")
    func rights() async throws { try await deployment.keepStrangersOut() }

    @Test("500 held messages are there after a reboot, and each is sent once when they are let go")
    func reboot() async throws { try await deployment.rebootWithHeldMessages() }
  }
}
