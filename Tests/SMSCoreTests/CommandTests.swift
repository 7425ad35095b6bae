import SMSCore
import Testing

struct CommandTests {
  @Test("each command has the contract's word for its kind")
  func kinds() {
    let name = JobName(spool: "default", id: "order-1")
    let kinds: [(Command, String)] = [
      (.cancel(name), "cancel"), (.hold(.all), "hold"), (.release(.job(name)), "release"),
      (.retry(name), "retry"), (.act(.retry, JobFilter(errors: [.timeout])), "retry"),
      (.act(.flush, .all), "flush"), (.act(.cancel, .all), "cancel"),
    ]
    for (command, kind) in kinds { #expect(command.kind == kind) }
  }

  @Test("the policies for doubt are stored as they always were")
  func policies() {
    #expect(UncertainPolicy.report.rawValue == 0)
    #expect(UncertainPolicy.resend.rawValue == 1)
  }
}
