import Glibc
import SMSCommands
import TestSupport
import Testing

@Suite("Commands of another user", .throttled)
struct RightsTests {
  @Test(
    "Without the right to look into the state the status is 77, and the hint says whose it is",
    .enabled(if: geteuid() == 0, "root gives the state away; another user's own is open to it")
  )
  func denied() async {
    await #expect(processExitsWith: .success) {
      let fixture = try CommandFixture()
      #expect(mkdir(fixture.directory.path("state"), 0o700) == 0)
      #expect(chmod(fixture.directory.path, 0o755) == 0)
      #expect(chmod(fixture.configuration, 0o644) == 0)
      try OrdinaryUser.become()
      for words in [
        ["status"], ["list"], ["show", "a"], ["cancel", "a"], ["hold", "--all"],
        ["release", "--all"], ["retry", "a"], ["flush"],
      ] {
        let run = await fixture.run(words + ["--config", fixture.configuration])
        #expect(run.exit == .noPermission, "\(words): \(run.error)")
        #expect(run.error.contains("is open to root only"), "\(words): \(run.error)")
        #expect(run.error.contains("sudo smsdispatch \(words[0])"), "\(words): \(run.error)")
        #expect(run.output.isEmpty)
      }
      let doctor = await fixture.run(["doctor", "--config", fixture.configuration])
      #expect(!doctor.output.contains("nothing was sent from it yet"))
      #expect(doctor.output.contains("this user cannot see in the ledger"))
    }
  }
}
