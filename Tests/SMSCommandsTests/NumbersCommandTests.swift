import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("Commands about numbers", .serialized, .timeLimit(.minutes(10)), .throttled)
struct NumbersCommandTests {
  /// A simulator with two numbers, of which the configuration lists the first.
  private static func run(
    _ configuration: SimulatorConfiguration = provider { _ in },
    members: String = "",
    _ body: (FlowrouteSimulator, CommandFixture) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try CommandFixture(port: simulator.port, members: members)
    try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    try await body(simulator, fixture)
    await simulator.stop()
  }

  private static func provider(
    _ change: (inout SimulatorConfiguration) -> Void
  ) -> SimulatorConfiguration {
    var configuration = SimulatorConfiguration()
    configuration.numbers = ["12065550101", "12065550102"]
    change(&configuration)
    return configuration
  }

  private static func objects(_ run: CommandFixture.Run) throws -> [JSONObject] {
    try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
  }

  @Test("list shows the account's numbers and which of them are configured")
  func list() async throws {
    try await Self.run { _, fixture in
      let table = await fixture.run("numbers", "list")
      #expect(table.exit == .done && table.lines.count == 3, "\(table.error)")
      #expect(table.lines[1].contains("12065550101  main     on   longcode  SEATTLE"))
      #expect(table.lines[1].hasSuffix("yes") && table.lines[2].hasSuffix("no"))
      let json = try Self.objects(await fixture.run("numbers", "list", "--json"))
      #expect(json.map { $0["configured"] } == [true, false])
      #expect(json[0]["messaging_enabled"] == true && json[0]["account"] == "main")
      #expect(json[0]["check"] == nil)
    }
  }

  @Test("list --check and doctor name the configured numbers that cannot send")
  func check() async throws {
    try await Self.run { _, fixture in
      let good = await fixture.run("numbers", "list", "--check")
      #expect(good.exit == .done && good.output.contains("not configured"))
      let doctor = await fixture.run("doctor")
      let number = "number 12065550101, account main"
      #expect(doctor.output.contains("ok    \(number): is in the account, enabled for SMS"))

      let off = await fixture.run("numbers", "set", "12065550101", "--sms", "off", "--yes")
      #expect(off.output == "12065550101: SMS disabled\n", "\(off.error)")
      let disabled = await fixture.run("numbers", "list", "--check", "--json")
      #expect(disabled.exit == .endedOtherwise)
      let disabledObjects = try Self.objects(disabled)
      #expect(disabledObjects.map { $0["check"] } == ["sms_disabled", "not_configured"])
      #expect(disabled.error.contains("numbers set 12065550101 --sms on"))
      let sick = await fixture.run("doctor")
      #expect(sick.exit == .configuration && sick.output.contains("is not enabled for SMS"))
    }
    try await Self.run(Self.provider { $0.numbers = ["12065550109"] }) { _, fixture in
      let missing = await fixture.run("numbers", "list", "--check")
      #expect(missing.exit == .endedOtherwise && missing.output.contains("not in the account"))
      let doctor = await fixture.run("doctor")
      #expect(doctor.output.contains("FAIL  number 12065550101, account main: is not in"))
    }
  }

  @Test("search finds what is for sale, with prices")
  func search() async throws {
    try await Self.run { _, fixture in
      let found = await fixture.run(
        "numbers",
        "search",
        "--area-code",
        "206",
        "--exchange",
        "555",
        "--ends-with",
        "42"
      )
      #expect(found.exit == .done && found.lines.count == 2, "\(found.error)")
      #expect(found.lines[1] == "12065550142  longcode  SEATTLE      wa       $1.25   $1.0")
      let limited = await fixture.run("numbers", "search", "--limit", "3", "--json")
      let json = try Self.objects(limited)
      #expect(json.count == 3 && json[0]["monthly_cost"]?.number?.text == "1.25")
      let none = await fixture.run("numbers", "search", "--state", "TX")
      #expect(none.exit == .noSuchID && none.error.contains("sells no such number"))
      for words in [
        ["--exchange", "555"], ["--area-code", "26"], ["--area-code", "123"], ["--state", "Wash"],
        ["--contains", "55x"], ["--limit", "0"], ["--rate-center", ""],
      ] {
        let run = await fixture.run(
          ["numbers", "search"] + words + ["--config", fixture.configuration]
        )
        #expect(run.exit == .usage, "\(words)")
      }
    }
  }

  @Test("buy shows the price, asks, buys once and has the number enabled; the audit knows")
  func buy() async throws {
    try await Self.run { simulator, fixture in
      let unasked = await fixture.run("numbers", "buy", "12065550123")
      #expect(unasked.exit == .endedOtherwise && unasked.error.contains("Add --yes to buy it."))
      let declined = await fixture.run("numbers", "buy", "12065550123") { context in
        context.hasTerminal = { true }
        context.answer = { _ in "n" }
      }
      #expect(declined.exit == .endedOtherwise)
      let price = "12065550123 (longcode, SEATTLE, wa): $1.25 a month, $1.0 to set up\n"
      #expect(declined.error.hasPrefix(price) && declined.error.contains("nothing was bought"))
      #expect(await simulator.numbers.count == 2)

      let daemon = try await fixture.serve()
      let bought = await fixture.run("numbers", "buy", "206-555-0123") { context in
        context.hasTerminal = { true }
        context.answer = { _ in "y" }
      }
      #expect(bought.exit == .done, "\(bought.error)")
      #expect(bought.output == "12065550123: bought\n12065550123: SMS enabled\n")
      #expect(bought.error.contains("add it to accounts.main.numbers"))
      let again = await fixture.run("numbers", "buy", "12065550123", "--yes", "--json")
      #expect(again.exit == .done)
      let againObjects = try Self.objects(again)
      #expect(againObjects.map { $0["status"] } == ["already_owned"])
      let entries = try Self.objects(await fixture.run("audit", "--json"))
      #expect(entries.first?["kind"] == "numbers")
      #expect(
        entries.first?["target"]
          == ["action": "buy", "from": "12065550123", "account": "main"]
      )
      await daemon.drain()
      let posts = await simulator.requests.filter { $0.method == "POST" }
      #expect(posts.map(\.path) == ["/v2/numbers/12065550123"])
      let gone = await fixture.run("numbers", "buy", "12129990123", "--yes")
      #expect(gone.exit == .noSuchID && gone.error.contains("search --area-code 212"))
    }
  }

  @Test(
    "a purchase whose answer is lost is looked for, and not made again",
    arguments: [true, false]
  )
  func lostPurchase(isAccepted: Bool) async throws {
    try await Self.run { simulator, fixture in
      await simulator.insertFault(
        FaultRule(
          Fault(.drop, accepts: isAccepted),
          method: "POST",
          path: "/v2/numbers/12065550123",
          times: 1
        )
      )
      let waited = Mutex<[Int64]>([])
      let run = await fixture.run("numbers", "buy", "12065550123", "--yes") { context in
        context.rest = { time in waited.withLock { $0.append(time / 1_000_000_000) } }
      }
      let posts = await simulator.requests.filter { $0.method == "POST" }
      #expect(posts.count == 1)
      if isAccepted {
        #expect(run.exit == .done && run.output.contains("the answer was lost"), "\(run.error)")
        #expect(run.output.hasSuffix("12065550123: SMS enabled\n"))
      } else {
        #expect(run.exit == .tryAgain && run.error.contains("is not known"), "\(run.error)")
        #expect(waited.withLock { $0 } == [0, 5, 10, 30])
        let again = await fixture.run("numbers", "buy", "12065550123", "--yes")
        #expect(again.exit == .done && again.output.hasPrefix("12065550123: bought\n"))
      }
      #expect(await simulator.numbers.count == 3)
    }
  }

  @Test("207 is told as what it is: bought, and not enabled")
  func multiStatus() async throws {
    let provider = Self.provider { $0.provisioning.outcome = .unavailable }
    try await Self.run(provider) { simulator, fixture in
      let run = await fixture.run("numbers", "buy", "12065550123", "--yes")
      #expect(run.exit == .endedOtherwise && run.output == "12065550123: bought\n")
      #expect(run.error.contains("could not be enabled for SMS (HTTP 207)"))
      #expect(run.error.contains("numbers set 12065550123 --sms on"))
      let owned = await fixture.run("numbers", "buy", "12065550123", "--yes")
      #expect(owned.exit == .endedOtherwise && owned.error.contains("is not enabled for SMS"))
      await simulator.setProvisioning(ProvisioningPlan())
      let on = await fixture.run("numbers", "set", "12065550123", "--sms", "on", "--json")
      #expect(on.exit == .done)
      let status = try #require(try Self.objects(on).first)
      #expect(status["status"] == "sms_enabled" && status["task"]?["status"] == "successful")
    }
  }

  @Test("a task is followed to its end, or for as long as told")
  func tasks() async throws {
    try await Self.run { simulator, fixture in
      var plan = ProvisioningPlan()
      plan.delay = 3_600_000_000_000
      await simulator.setProvisioning(plan)
      let slow = await fixture.run("numbers", "set", "12065550102", "--sms", "off") { context in
        context.rest = { _ in }
      }
      #expect(slow.exit == .tryAgain, "\(slow.error)")
      #expect(slow.error.contains("is not disabled for SMS yet (task "))
      #expect(slow.error.contains("\"processing\""))
      plan = ProvisioningPlan()
      plan.outcome = .failed
      await simulator.setProvisioning(plan)
      let failed = await fixture.run("numbers", "set", "12065550102", "--sms", "off")
      #expect(failed.exit == .endedOtherwise && failed.error.contains("its task failed"))
      let shown = await fixture.run("numbers", "show", "12065550102")
      #expect(shown.output.contains("SMS: on\n") && shown.output.contains(", failed\n"))
      let same = await fixture.run("numbers", "set", "12065550102", "--sms", "on")
      #expect(same.output == "12065550102: SMS is enabled already\n")
    }
  }

  @Test("set changes the name and the calls of one number, and asks before it disables a sender")
  func set() async throws {
    let members = #"listener: { public_url: "http://127.0.0.1:8025" },"#
    try await Self.run(members: members) { simulator, fixture in
      #expect(await fixture.run("callbacks", "token").exit == .done)
      let set = await fixture.run(
        "numbers",
        "set",
        "12065550101",
        "--alias",
        "front desk",
        "--message-url",
        "listener",
        "--receipt-url",
        "http://127.0.0.1:9/x"
      )
      #expect(set.exit == .done, "\(set.error)")
      let number = "12065550101: "
      let changed = ["alias", "sms_callback", "mms_callback", "sms_dlr_callback"]
      #expect(set.output == changed.map { "\(number)\($0) set\n" }.joined())
      let shown = await fixture.run("numbers", "show", "12065550101", "--json")
      let shownObjects = try Self.objects(shown)
      #expect(shownObjects.first?["alias"] == "front desk")
      let disabled = await fixture.run("numbers", "set", "12065550101", "--sms", "off")
      #expect(disabled.exit == .endedOtherwise && disabled.error.contains("will be refused"))
      let numbers = await simulator.numbers
      #expect(numbers.allSatisfy { $0.isMessagingEnabled })
      let usage = [
        ["12065550101"], ["12065550101", "--sms", "maybe"], ["911", "--sms", "on"],
        ["12065550101", "--message-url", "ftp://x"],
        ["12065550101", "--alias", String(repeating: "x", count: 65)],
      ]
      for words in usage {
        let run = await fixture.run(["numbers", "set"] + words)
        #expect(run.exit == .usage, "\(words)")
      }
      let foreign = await fixture.run("numbers", "set", "12065550177", "--sms", "on")
      #expect(foreign.exit == .noSuchID && foreign.error.contains("numbers list"))
    }
  }

  @Test("release is refused while the number is configured, and settled by looking if need be")
  func release() async throws {
    try await Self.run { simulator, fixture in
      let configured = await fixture.run("numbers", "release", "12065550101", "--yes")
      #expect(configured.exit == .endedOtherwise)
      #expect(configured.error.contains("it is in accounts.main.numbers"))
      let unasked = await fixture.run("numbers", "release", "12065550102")
      #expect(unasked.exit == .endedOtherwise && unasked.error.contains("Add --yes to release"))
      #expect(await simulator.numbers.count == 2)
      let lost = FaultRule(Fault(.drop, accepts: true), method: "DELETE", times: 1)
      await simulator.insertFault(lost)
      let released = await fixture.run("numbers", "release", "12065550102", "--yes")
      #expect(released.exit == .done && released.output.contains("no longer has it"))
      let gone = await fixture.run("numbers", "release", "12065550102", "--yes")
      #expect(gone.exit == .noSuchID)
      #expect(await simulator.numbers.map(\.number) == ["12065550101"])
    }
  }

  @Test("the provider's refusals come with its words and a hint")
  func refused() async throws {
    try await Self.run { simulator, fixture in
      let rule = FaultRule(Fault(.noFunds), method: "POST", path: "/v2/numbers/*")
      await simulator.insertFault(rule)
      let poor = await fixture.run("numbers", "buy", "12065550123", "--yes")
      #expect(poor.exit == .endedOtherwise && poor.error.contains("has no funds for this"))
      #expect(poor.error.contains("Add funds") && poor.error.contains("insufficient funds"))
      await simulator.removeFaults()
      await simulator.insertFault(FaultRule(Fault(.status(503)), path: "/v2/numbers", times: 2))
      let patient = await fixture.run("numbers", "list") { $0.rest = { _ in } }
      #expect(patient.exit == .done && patient.lines.count == 3, "\(patient.error)")
      await simulator.insertFault(FaultRule(Fault(.status(404)), path: "/v2/numbers"))
      let doctor = await fixture.run("doctor")
      #expect(doctor.output.contains("note  the numbers cannot be read: account main"))
      try fixture.write("secret-key", "wrong\n")
      let wrong = await fixture.run("numbers", "list")
      #expect(wrong.exit == .unavailable && wrong.error.contains("access key"))
      #expect(await fixture.run("numbers", "list", "--account", "x").exit == .configuration)
    }
  }
}
