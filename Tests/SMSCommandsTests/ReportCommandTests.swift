import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite("The reports", .timeLimit(.minutes(10)), .throttled)
struct ReportCommandTests {
  private static let long = String(repeating: "a", count: 200)

  private func objects(_ run: CommandFixture.Run) throws -> [JSONObject] {
    try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
  }

  private func send(_ live: LiveFixture) async throws {
    for text in ["Hello", Self.long] {
      let run = await live.run("submit", "--to", "12065550142", "--body", text, "--wait")
      #expect(run.exit == .done, "\(run.error)")
    }
  }

  @Test("cost counts what was sent in segments, and says which account has no price")
  func unpriced() async throws {
    try await LiveFixture.run { live in
      let empty = await live.run("report", "cost")
      #expect(empty.exit == .done && empty.output.isEmpty)
      #expect(empty.error == "Nothing was sent within that time.\n")
      try await send(live)
      let table = await live.run("report", "cost")
      #expect(table.lines.first == "ACCOUNT  MESSAGES  SEGMENTS  COST  UNCERTAIN  MMS")
      #expect(table.lines.last == "main            2         3     -          0    0")
      #expect(table.error.contains("No cost for main: set accounts.*.price_per_segment"))
      let objects = try objects(await live.run("report", "cost", "--by", "spool,sender", "--json"))
      #expect(objects.count == 1 && objects[0]["cost"] == .null)
      #expect(objects[0]["spool"] == "default" && objects[0]["sender"] == "12065550101")
      #expect(objects[0]["segments"]?.number?.int64 == 3)
      let before = await live.run("report", "cost", "--until", "1d")
      #expect(before.exit == .done && before.output.isEmpty)
      let other = await live.run("report", "cost", "--account", "other")
      #expect(other.output.isEmpty)
    }
  }

  @Test("cost multiplies segments by the account's price, exactly")
  func priced() async throws {
    try await LiveFixture.run(account: "price_per_segment: 0.0041,") { live in
      try await send(live)
      let csv = await live.run("report", "cost", "--by", "day,account", "--csv")
      #expect(csv.lines.first == "day,account,messages,segments,cost,uncertain,mms")
      #expect(csv.lines.last?.hasSuffix(",main,2,3,0.0123,0,0") == true, "\(csv.output)")
      #expect(csv.lines.count == 2 && csv.error.isEmpty)
      let json = try objects(await live.run("report", "cost", "--json"))
      #expect(json.first?["cost"]?.number?.text == "0.0123")
    }
  }

  @Test("cost counts MMS apart from segments, at their own price")
  func mms() async throws {
    try await LiveFixture.run(account: "price_per_segment: 0.004, price_per_mms: 0.015,") { live in
      try await send(live)
      let picture = await live.run(
        "submit",
        "--to",
        "12065550142",
        "--media-url",
        "https://example.com/a.jpg",
        "--wait"
      )
      #expect(
        picture.exit == .done && picture.output.contains("MMS with 1 file"),
        "\(picture.output)"
      )
      let csv = await live.run("report", "cost", "--csv")
      #expect(csv.lines.last == "main,3,3,0.0270,0,1", "\(csv.output)")
    }
    try await LiveFixture.run(account: "price_per_segment: 0.004,") { live in
      let wished = await live.run(
        "submit",
        "--to",
        "12065550142",
        "--body",
        "Hi",
        "--mms",
        "--wait"
      )
      #expect(wished.exit == .done, "\(wished.error)")
      let table = await live.run("report", "cost")
      #expect(table.lines.last == "main            1         0     -          0    1")
      #expect(table.error.contains("price_per_mms"))
    }
  }

  @Test(
    "cost from the provider adds up its records, in both directions",
    arguments: ["v2.1", "v2.2"]
  )
  func reported(_ api: String) async throws {
    try await LiveFixture.run(account: "api: \"\(api)\",") { live in
      try await send(live)
      let reply = HandsetReply(from: "12065550142", to: "12065550101", body: "Thanks", copies: 1)
      _ = await live.simulator.receive(reply)
      let lists = await live.simulator.statistics.lists
      // The list may not have the records of its last second.
      let run = await live.run(
        "report",
        "cost",
        "--from-provider",
        "--by",
        "sender",
        "--json",
        "--until",
        "2100-01-01T00:00:00Z"
      )
      try #require(run.lines.count == 2, "\(run.output)")
      #expect(run.exit == .done && run.error.contains("As reported by Flowroute"), "\(run.error)")
      let rows = try objects(run)
      #expect(rows.map { $0["direction"] } == ["inbound", "outbound"])
      #expect(rows.allSatisfy { $0["sender"] == "12065550101" })
      #expect(rows.map { $0["messages"]?.number?.int64 } == [1, 2])
      #expect(rows[1]["amount"]?.number?.text == "0.0120")
      #expect(rows[1]["unpriced"]?.number?.int64 == 0)
      let isDetailed = api == "v2.2"
      #expect(rows[1]["charged"]?.number?.text == (isDetailed ? "0.0120" : nil))
      #expect(rows[1]["segments"]?.number?.int64 == (isDetailed ? 3 : nil))
      #expect(await live.simulator.statistics.lists == lists + 1)
      let table = await live.run("report", "cost", "--from-provider")
      #expect(table.lines.first?.hasPrefix("ACCOUNT  DIRECTION  MESSAGES") == true)
      #expect(table.lines.count == 3)
    }
  }

  @Test("what two accounts of the configuration both list is counted once")
  func shared() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let keys = try TemporaryDirectory()
    try Sandbox(path: keys.path).writeKeys()
    let second = """
      second: {
        base_url: "http://127.0.0.1:\(simulator.port)", numbers: ["12065550102"],
        access_key_file: "\(keys.path)/access-key", secret_key_file: "\(keys.path)/secret-key",
      },
      """
    let fixture = try CommandFixture(port: simulator.port, accounts: second)
    let reply = HandsetReply(from: "12065550142", to: "12065550101", body: "Thanks", copies: 1)
    _ = await simulator.receive(reply)
    let run = await fixture.run("report", "cost", "--from-provider", "--json")
    #expect(try objects(run).map { $0["account"] } == ["main"], "\(run.error)")
    await simulator.stop()
  }

  @Test("cost from the provider says why it refuses")
  func refused() async throws {
    var configuration = SimulatorConfiguration()
    configuration.credentials = Credentials(accessKey: "other", secretKey: "keys")
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try CommandFixture(port: simulator.port)
    let run = await fixture.run("report", "cost", "--from-provider")
    #expect(run.exit == .unavailable && run.error.contains("account main: "), "\(run.error)")
    #expect(run.output.isEmpty)
    await simulator.stop()
    let unreachable = await fixture.run("report", "cost", "--from-provider", "--account", "second")
    #expect(unreachable.exit == .configuration && unreachable.error.contains("no account second"))
  }

  @Test("cost refuses what makes no sense, with the repair")
  func usage() async throws {
    let fixture = try CommandFixture()
    for (words, part) in [
      (["--by", "spol"], "did you mean spool?"), (["--by", "day,day"], "each word once"),
      (["--csv", "--json"], "exclude each other"),
      (["--from-provider", "--by", "spool"], "name no spool"),
      (["--since", "yesterday"], "--since must be a time like"),
      (["--since", "1d", "--until", "2d"], "--since must be before --until"),
    ] {
      let run = await fixture.run(["report", "cost"] + words)
      #expect(run.exit == .usage && run.error.contains(part), "\(run.error)")
    }
    #expect(await fixture.run("report", "cost").exit == .unavailable)
  }
}
