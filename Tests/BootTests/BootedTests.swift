import SMSSystem
import TestSupport
import Testing

/// What an administrator and two users do on a new server, in this order on one machine for each
/// release of Debian; what does not depend on the release is done on one of them.
@Suite(
  "On a booted machine",
  .serialized,
  .timeLimit(.minutes(30)),
  .enabled(if: SlowTests.areWanted, Booted.unwanted),
  .enabled(Booted.missing) { await Booted.isPossible() },
  Booted()
)
struct BootedTests {
  @Test(
    "A first start as the README says: without keys it names them, with keys it sends",
    arguments: DebianSuite.allCases
  )
  func firstStart(suite: DebianSuite) async throws {
    try await Booted.deployment(on: suite).startForTheFirstTime()
  }

  @Test(
    "A member of the group submits and reads, a stranger does neither",
    arguments: DebianSuite.allCases
  )
  func rights(suite: DebianSuite) async throws {
    try await Booted.deployment(on: suite).keepStrangersOut()
  }

  @Test(
    "500 held messages are there after a reboot, and each is sent once when they are let go",
    arguments: DebianSuite.allCases
  )
  func reboot(suite: DebianSuite) async throws {
    try await Booted.deployment(on: suite).rebootWithHeldMessages()
  }

  @Test("A daemon that hangs is started again by the watchdog")
  func watchdog() async throws { try await Booted.deployment().hang() }

  @Test("Killed seven times in the midst of its work, it sends each message once")
  func kills() async throws { try await Booted.deployment().killSevenTimes() }

  @Test("A machine that loses its power sends each message once after it is back")
  func powerCut() async throws { try await Booted.deployment().loseThePower() }

  @Test(
    "Directories of a spool that are removed are made again, while it runs and at a start",
    arguments: DebianSuite.allCases
  )
  func directories(suite: DebianSuite) async throws {
    try await Booted.deployment(on: suite).removeDirectories()
  }

  @Test("A spool of another group works beside one that cannot be used")
  func secondSpool() async throws { try await Booted.deployment().addSpools() }

  @Test("A spool elsewhere is used once a drop-in lets the unit write there")
  func spoolElsewhere() async throws { try await Booted.deployment().moveTheSpool() }

  @Test("A reload takes a good configuration, and fails with a faulty one, which changes nothing")
  func reload() async throws { try await Booted.deployment().reloadGoodAndBad() }

  @Test("New keys are taken by a restart; what the old ones could not send is sent once")
  func keyRotation() async throws { try await Booted.deployment().changeKeys() }

  @Test("An upgrade in the midst of its work loses and repeats nothing")
  func upgrade() async throws { try await Booted.deployment().upgradeInFlight() }

  @Test("A full disk of the spool or of the state stops intake until there is room")
  func fullDisks() async throws { try await Booted.deployment().fillDisks() }

  @Test("A provider behind a private authority, over IPv6, is trusted by ca_file alone")
  func privateAuthority() async throws { try await Booted.deployment().trustAPrivateAuthority() }

  @Test("Receipts and replies come through nginx, whose log never holds the token")
  func nginx() async throws { try await Booted.deployment().listenBehindNginx() }

  @Test("Alarms reach a command in the sandbox, and a unit outside of it that mails them")
  func alarms() async throws { try await Booted.deployment().raiseAlarms() }

  @Test("Users who may ask the daemon read and act by its socket, in its sandbox; others do not")
  func console() async throws { try await Booted.deployment().askTheDaemon() }

  @Test("A restored backup is held until it is known what was sent since; nothing is sent twice")
  func restore() async throws { try await Booted.deployment().backUpAndRestore() }

  @Test(
    "Removal leaves nothing, and takes no unsent request away without a word",
    arguments: DebianSuite.allCases
  )
  func removal(suite: DebianSuite) async throws {
    try await Booted.deployment(on: suite).removeEverything()
  }

  @Test(
    "The package is installed, upgraded, removed and purged, and loses no message on the way",
    arguments: DebianSuite.allCases
  )
  func package(suite: DebianSuite) async throws {
    try await PackageLife(on: Booted.deployment(on: suite)).run()
  }
}
