import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Commands with a daemon", .serialized, .timeLimit(.minutes(10)), .throttled)
struct DaemonTests {
  @Test("submit --wait prints the result; show, list and status tell of it")
  func sent() async throws {
    try await LiveFixture.run { live in
      let run = await live.run(
        "submit",
        "--to",
        "2065550142",
        "--body",
        "Hi",
        "--id",
        "order-7",
        "--wait"
      )
      #expect(run.exit == .done)
      #expect(run.output.hasPrefix("order-7: sent to 12065550142 (mdr2-"))

      let show = await live.run("show", "order-7")
      #expect(show.exit == .done)
      #expect(show.output.contains("order-7: sent"))
      #expect(show.output.contains("HTTP 202"))
      let json = await live.run("show", "order-7", "--json")
      let object = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
      #expect(object["status"]?.string == "sent")
      #expect(object["history"]?.array?.count == 1)

      let list = await live.run("list")
      #expect(list.lines.count == 2)
      #expect(list.output.contains("order-7"))
      #expect(await live.run("list", "--status", "failed").output.isEmpty)

      let status = await live.run("status", "--json")
      let all = try #require(try JSONParser.parse(Array(status.output.utf8)).object)
      #expect(all["daemon"]?.object?["state"]?.string == "running")
      #expect(all["spools"]?.object?["default"]?.object?["sent"]?.number?.int64 == 1)
    }
  }

  @Test("submit --dry-run prints what would be, and nothing is sent or listed")
  func dryRun() async throws {
    try await LiveFixture.run { live in
      func submit(_ body: String, _ option: String) async -> CommandFixture.Run {
        await live.run("submit", "--to", "2065550142", "--id", "x", "--body", body, option)
      }
      let good = await submit("Hi", "--dry-run")
      #expect(good.exit == .done)
      #expect(
        good.output.hasPrefix(
          "x: would be queued, to 12065550142 from 12065550101, 1 segment (ascii), in"
        )
      )
      #expect(await submit("Hi", "--wait").exit == .done)
      let again = await submit("Hi", "--dry-run")
      #expect(again.exit == .done && again.output.hasPrefix("x: would not be sent again"))
      let other = await submit("Another", "--dry-run")
      #expect(other.exit == .endedOtherwise && other.output.hasPrefix("x: would be rejected"))
      #expect(await live.simulator.messages.count == 1)
      #expect(await live.run("list").lines.count == 2)
      #expect(await live.run("wait", "x").output.hasPrefix("x: sent"))
    }
  }

  @Test("The same request again is reported as sent, without a second send")
  func again() async throws {
    try await LiveFixture.run { live in
      for _ in 0..<2 {
        let run = await live.run(
          "submit",
          "--to",
          "2065550142",
          "--body",
          "Hi",
          "--id",
          "x",
          "--wait"
        )
        #expect(run.exit == .done)
      }
      #expect(await live.simulator.messages.count == 1)
    }
  }

  @Test("Another request under a used id is reported as refused, not as the first one's success")
  func duplicate() async throws {
    try await LiveFixture.run { live in
      _ = await live.run("submit", "--to", "2065550142", "--body", "Hi", "--id", "x", "--wait")
      let run = await live.run(
        "submit",
        "--to",
        "2065550142",
        "--body",
        "Ho",
        "--id",
        "x",
        "--wait"
      )
      #expect(run.exit == .endedOtherwise)
      #expect(run.output.contains("duplicate_id"))
    }
  }

  @Test("A hold stops, cancel takes back, release lets go on")
  func holdAndCancel() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("hold", "--all").exit == .done)
      _ = await live.run("submit", "--to", "2065550142", "--body", "One", "--id", "one")
      _ = await live.run("submit", "--to", "2065550142", "--body", "Two", "--id", "two")
      let status = await live.run("status")
      #expect(status.output.contains("held      everything"))

      let cancel = await live.run("cancel", "one")
      #expect(cancel.exit == .done)
      #expect(cancel.output == "one: canceled\n")
      #expect(await live.run("wait", "one").output.hasPrefix("one: canceled"))

      #expect(await live.run("release", "--all").exit == .done)
      #expect(await live.run("wait", "two").exit == .done)
      let late = await live.run("cancel", "two")
      #expect(late.exit == .endedOtherwise)
      #expect(late.error.contains("two of spool default is sent already"))
    }
  }

  @Test("Each hold is shown with the command that ends it")
  func holdCommands() async throws {
    try await LiveFixture.run { live in
      let scopes = [["--all"], ["--spool", "default"], ["--account", "main"]]
      for scope in scopes {
        #expect(
          await live.fixture.run(["hold"] + scope + ["--config", live.fixture.configuration]).exit
            == .done
        )
      }
      let shown = await [live.run("status"), live.run("doctor")].map(\.output)
      for scope in scopes {
        let command = "smsdispatch release \(scope.joined(separator: " "))"
        #expect(shown.allSatisfy { $0.contains(command) }, "\(command)")
        let words = command.split(separator: " ").dropFirst().map(String.init)
        #expect(
          await live.fixture.run(words + ["--config", live.fixture.configuration]).exit == .done
        )
      }
      #expect(await !live.run("status").output.contains("held"))
    }
  }

  @Test("list takes every state that status shows, in doubt among them")
  func states() async throws {
    try await LiveFixture.run { live in
      let status = await live.run("status", "--json")
      let all = try #require(try JSONParser.parse(Array(status.output.utf8)).object)
      let spool = try #require(all["spools"]?.object?["default"]?.object)
      let states = spool.members.filter { $0.value.number != nil }.map(\.name)
      #expect(states.contains("in_doubt"))
      for state in states { #expect(await live.run("list", "--status", state).exit == .done) }
    }
  }

  @Test("An id that the daemon does not know is status 66")
  func unknown() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("cancel", "nope").exit == .noSuchID)
      #expect(await live.run("retry", "nope").exit == .noSuchID)
      #expect(await live.run("show", "nope").exit == .noSuchID)
    }
  }

  @Test("retry makes a new job, and names it")
  func retry() async throws {
    try await LiveFixture.run { live in
      let failed = await live.run(
        "submit",
        "--to",
        "12065550403",
        "--body",
        "Hi",
        "--id",
        "x",
        "--wait"
      )
      #expect(failed.exit == .endedOtherwise)
      let retry = await live.run("retry", "x")
      #expect(retry.output == "x: submitted again as x.retry-1\n")
      #expect(await live.run("wait", "x.retry-1").exit == .endedOtherwise)
      let all = await live.run("retry", "--error", "forbidden", "--yes", "--json")
      let json = try #require(try JSONParser.parse(Array(all.output.utf8)).object)
      #expect(json["status"]?.string == "done")
    }
  }

  @Test("flush makes deferred jobs due now")
  func flush() async throws {
    try await LiveFixture.run { live in
      let run = await live.run("flush")
      #expect(run.exit == .done)
      #expect(run.output == "0 deferred jobs are due now\n")
    }
  }

  @Test("doctor finds nothing wrong with a sound installation")
  func doctor() async throws {
    try await LiveFixture.run { live in
      let run = await live.run("doctor")
      #expect(run.exit == .done, "\(run.output)")
      #expect(run.output.contains("account main: the provider accepts the keys"))
      #expect(run.output.hasSuffix("Nothing is wrong.\n"))
    }
  }

  @Test("doctor counts accepted numbers that would be refused today, and they are still sent")
  func refusedNumbers() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("hold", "--all").exit == .done)
      for id in ["one", "two"] {
        _ = await live.run("submit", "--to", "2065550142", "--body", "Hi", "--id", id)
      }
      while await live.run("list", "--json").lines.count < 2 {}
      let text = try live.fixture.directory.directory.read("config.json5", upTo: 1 << 16)
      let changed = String(decoding: text, as: UTF8.self)
        .replacing("default_from:", with: "blocked: [\"1206555\"], default_from:")
      try live.fixture.write("config.json5", changed)
      await live.daemon.reload()
      let run = await live.run("doctor")
      #expect(run.output.contains("note  2 accepted numbers of spool default would be refused"))
      #expect(await live.run("release", "--all").exit == .done)
      for id in ["one", "two"] {
        #expect(await live.run("wait", id).output.hasPrefix("\(id): sent"))
      }
    }
  }

  @Test("doctor tells wrong keys with the hint, and what the daemon says, status 69")
  func wrongKeys() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write("secret-key", "another\n")
      let run = await live.run("doctor")
      #expect(run.exit == .unavailable)
      #expect(run.output.contains("FAIL  account main: unauthorized (HTTP 401)"))
      #expect(run.output.contains("secret-key"))
    }
  }
}

@Suite("Commands without a daemon", .serialized, .throttled)
struct NoDaemonTests {
  @Test("The ledger's commands say that no daemon has run, status 69")
  func noLedger() async throws {
    let fixture = try CommandFixture()
    for words in [["show", "x"], ["list"], ["status"], ["flush"], ["hold", "--all"]] {
      let run = await fixture.run(words + ["--config", fixture.configuration])
      #expect(run.exit == .unavailable, "\(words)")
    }
  }

  @Test("doctor notes codes that are weaker than NIST asks for")
  func weakCodes() async throws {
    let members = "verification: { code_length: 5, ttl_seconds: 900 },"
    try await LiveFixture.run(members: members) { live in
      let run = await live.run("doctor")
      #expect(run.exit == .done, "\(run.output)")
      #expect(run.output.contains("note  verification.code_length is 5: NIST"))
      #expect(run.output.contains("note  verification.ttl_seconds is above 600: NIST"))
    }
  }

  @Test("doctor finds codes that are expired when they are made, status 78")
  func deadCodes() async throws {
    try await LiveFixture.run(members: "verification: { ttl_seconds: 0 },") { live in
      let run = await live.run("doctor")
      #expect(run.exit == .configuration)
      #expect(run.output.contains("FAIL  verification.ttl_seconds is 0"))
    }
  }

  @Test("doctor lists every fault of the configuration, status 78")
  func badConfiguration() async throws {
    let fixture = try CommandFixture()
    try fixture.write("config.json5", "{ accounts: 1, extra: 2 }")
    let run = await fixture.run("doctor")
    #expect(run.exit == .configuration)
    #expect(run.output.contains("FAIL"))
  }

  @Test(
    "hold wants exactly one thing",
    arguments: [[], ["--all", "x"], ["--all", "--account", "main"], ["--account", "main", "x"]]
  )
  func scopes(_ words: [String]) async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run(["hold", "--config", fixture.configuration] + words)
    #expect(run.exit == .usage)
  }
}
