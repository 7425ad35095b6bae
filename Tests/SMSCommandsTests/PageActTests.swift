import SMSCommands
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Searches and acts of the console's pages",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled
)
struct PageActTests {
  @Test("A search is checked, kept under a name, and lists what list does")
  func search() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(3)
      let fixture = live.fixture
      let asked = try await fixture.page(
        .post,
        "find",
        form: ["to": " 206-555-0142 ", "status": ""]
      )
      #expect(asked.status == 303 && asked.location == "found/kept-name" && asked.keeps)
      let found = try await fixture.page("found/kept-name", form: ["to": "206-555-0142"])
      for id in ["m1", "m2", "m3"] {
        #expect(found.has("href=\"/s/key/job/default/\(id)\""))
      }
      #expect(found.has("12065550142") && found.disclosed?["shows"] == "numbers")
      let masked = try await fixture.page(
        "found/kept-name",
        for: .reader,
        form: ["to": "206-555-0142"]
      )
      #expect(masked.has("•••••••0142") && !masked.has("555-0142"))
      let none = try await fixture.page("found/kept-name", form: ["error": "timeout"])
      #expect(none.has("No such jobs."))
    }
  }

  @Test("A search by id leads to the job, and a number to its history")
  func direct() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(1)
      let job = try await live.fixture.page(.post, "find", form: ["id": "m1"])
      #expect(job.status == 303 && job.location == "job/default/m1")
      let none = try await live.fixture.page(.post, "find", form: ["id": "zzz"])
      #expect(none.status == 404 && none.has("no spool has a job zzz"))
      let phone = try await live.fixture.page(.post, "history", form: ["number": "206-555-0142"])
      #expect(phone.status == 303 && phone.location == "history/kept-name" && phone.keeps)
      let history = try await live.fixture.page("history/x", form: ["number": "206-555-0142"])
      #expect(history.has("href=\"/s/key/job/default/m1\""))
    }
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    let field: String
    let value: String
    let words: String
    var testDescription: String { "\(field)=\(value)" }

    init(_ field: String, _ value: String, _ words: String) {
      self.field = field
      self.value = value
      self.words = words
    }
  }

  @Test(
    "A condition that is not right is refused with its rule, and what was typed stays",
    arguments: [
      Refused("to", "911", "to must have 11 digits"),
      Refused("since", "tomorrow", "since must be a time like"),
      Refused("metadata", "order", "metadata must be of the form KEY=VALUE"),
      Refused("account", "mian", "there is no account mian"),
      Refused("id", "../x", "is not an id: it must be 1 to 128 of"),
    ]
  )
  func refused(_ row: Refused) async throws {
    let fixture = try CommandFixture()
    try await fixture.fill { _ in }
    let form = PageCall.Field(row.field, row.value)
    let page = try await fixture.page(.post, "find") { $0.form = [form] }
    #expect(page.status == 400)
    #expect(page.text.contains(row.words), "\(page.text)")
    if row.field != "account" { #expect(page.has("value=\"\(row.value)\"")) }
  }

  @Test(
    "How to write a number is said to readers too, and discloses nothing",
    arguments: [("find", "to"), ("history", "number")]
  )
  func example(_ form: String, _ field: String) async throws {
    let fixture = try CommandFixture()
    try await fixture.fill { _ in }
    for page in [
      try await fixture.page(.post, form, for: .reader, form: [field: "911"]),
      try await fixture.page(.post, form, form: [field: "911"]),
    ] {
      #expect(page.has("Write it like 12065550142."), "\(page.text)")
      #expect(page.disclosed == nil)
    }
  }

  @Test("An act on all that match is counted, confirmed, carried out, and in the audit")
  func matching() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(7)
      let fixture = live.fixture
      let conditions: KeyValuePairs = [
        "action": "cancel", "target": "matching", "to": "12065550142", "status": "",
      ]
      let asked = try await fixture.page(.post, "act", form: conditions)
      #expect(asked.has("<h1>Cancel 7 jobs?</h1>"))
      #expect(asked.has("href=\"/s/key/job/default/m7\""))
      #expect(!asked.has("href=\"/s/key/job/default/m2\""))
      #expect(asked.has("and 2 older"))
      #expect(try asked.field("form_id") == "one-time-id")
      // What comes after the count is left alone.
      _ = await live.run("submit", "--to", "2065550142", "--body", "late", "--id", "late")
      while await live.run("list", "--json").lines.count < 9 {}
      let match = try #require(try asked.field("match"))
      let count = try #require(try asked.field("count"))
      let done = try await fixture.page(
        .post,
        "do",
        form: ["action": "cancel", "target": "matching", "match": match, "count": count]
      )
      #expect(done.status == 303 && done.location == "done/kept-name" && done.keeps)
      let page = try await fixture.page("done/kept-name") { $0.result = done.result }
      #expect(page.has("<h1>Done</h1>"), "\(page.text)")
      #expect(page.has("7 jobs canceled."))
      #expect(await live.run("list", "--status", "canceled", "--json").lines.count == 7)
      let audit = await live.run("audit", "--limit", "1", "--json")
      let entry = try #require(try JSONParser.parse(Array(audit.output.utf8)).object)
      #expect(entry["kind"] == "cancel")
      let user = entry["on_behalf_uid"]?.number?.int64
      #expect(user == Int64(UserAccount.effectiveUser))
      let none = try await fixture.page(
        .post,
        "act",
        form: ["action": "release", "target": "matching"]
      )
      #expect(none.has("No such jobs"))
      #expect(try none.field("match") == nil)
    }
  }

  @Test("A job is held, released and canceled, and a switch of a spool is turned")
  func single() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(1)
      for (action, state) in [("hold", "held"), ("release", "queued"), ("cancel", "canceled")] {
        let target: KeyValuePairs = [
          "action": action, "target": "job", "name": "m1", "in": "default",
        ]
        let asked = try await live.fixture.page(.post, "act", form: target)
        #expect(asked.status == 200 && asked.has("m1?</h1>"), "\(asked.text)")
        let done = try await live.fixture.page(.post, "do", form: target)
        let page = try await live.fixture.page("done/x") { $0.result = done.result }
        #expect(page.has("<h1>Done</h1>"), "\(page.text)")
        #expect(await live.run("list", "--status", state, "--json").lines.count == 1)
      }
      for action in ["hold", "release"] {
        let target: KeyValuePairs = ["action": action, "target": "spool", "name": "default"]
        #expect(try await live.fixture.page(.post, "act", form: target).status == 200)
        _ = try await live.fixture.page(.post, "do", form: target)
        let overview = try await live.fixture.page("")
        #expect(
          overview.has("aria-label=\"Release spool default\"") == (action == "hold")
        )
      }
    }
  }

  @Test("What the daemon refuses is said with its words and hint")
  func refusedByDaemon() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(1)
      let done = try await live.fixture.page(
        .post,
        "do",
        form: ["action": "retry", "target": "job", "name": "m1", "in": "default"]
      )
      let page = try await live.fixture.page("done/x") { $0.result = done.result }
      #expect(page.has("<h1>Not done</h1>"))
      let command = await live.run("retry", "m1")
      let words = try #require(command.error.split(separator: "\n").first)
      let reason = words.dropFirst("smsdispatch retry: ".count)
      #expect(
        page.text.contains(String(reason).replacing("'", with: "&#39;")),
        "\(page.text) \(reason)"
      )
    }
  }

  @Test(
    "What the daemon does not even accept is said with its words, and not awaited",
    arguments: ["spool", "account"]
  )
  func rejected(_ target: String) async throws {
    try await LiveFixture.run { live in
      let form: KeyValuePairs = ["action": "hold", "target": target, "name": "gone"]
      let done = try await live.fixture.page(.post, "do", form: form)
      let page = try await live.fixture.page("done/x") { $0.result = done.result }
      #expect(page.has("<h1>Not done</h1>"), "\(page.text)")
      #expect(page.text.contains("\(target): is not a known \(target)"), "\(page.text)")
    }
  }

  @Test("Readers act on nothing, whatever they send", arguments: ["act", "do"])
  func readers(_ path: String) async throws {
    try await LiveFixture.run { live in
      try await live.submitHeldOnPage(1)
      let page = try await live.fixture.page(
        .post,
        path,
        for: .reader,
        form: ["action": "cancel", "target": "job", "name": "m1", "in": "default"]
      )
      #expect(page.status == 403 && page.has("console --act"))
      #expect(await live.run("list", "--status", "canceled", "--json").lines.isEmpty)
    }
  }

  @Test("A form that is not ours is refused", arguments: ["act", "do"])
  func foreign(_ path: String) async throws {
    let fixture = try CommandFixture()
    try await fixture.fill { _ in }
    for form: KeyValuePairs in [
      ["action": "erase", "target": "all"], ["action": "hold", "target": "moon"],
      ["action": "hold", "target": "job", "name": "../x", "in": "default"], [:],
    ] {
      #expect(try await fixture.page(.post, path, form: form).status == 400)
    }
  }

  @Test("Without a daemon nothing is changed, and the page says so")
  func stopped() async throws {
    let fixture = try CommandFixture()
    await (try await fixture.serve()).drain()
    let done = try await fixture.page(.post, "do", form: ["action": "hold", "target": "all"])
    let page = try await fixture.page("done/x") { $0.result = done.result }
    #expect(page.has("the daemon is stopped; nothing was changed"), "\(page.text)")
  }

  @Test("A page of many jobs is bounded, and goes on with the next")
  func pages() async throws {
    let fixture = try CommandFixture()
    let time = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: -600))
    try await fixture.fill { ledger in
      try await ledger.accept((1...120).map { Accepted("m\($0)", at: time) })
    }
    var path = "found/kept-name"
    var seen: Set<String> = []
    var before: String?
    for expected in [50, 50, 20] {
      let page = try await fixture.page(path, form: ["spool": "default"]) { call in
        if let before { call.query = [PageCall.Field("before", before)] }
      }
      let links = page.text.matches(of: /href="\/s\/key\/job\/default\/(m[0-9]+)"/)
      #expect(links.count == expected)
      seen.formUnion(links.map { String($0.1) })
      before = page.text.firstMatch(of: /found\/kept-name\?before=([0-9]+)/).map { String($0.1) }
      path = "found/kept-name"
    }
    #expect(seen.count == 120)
  }
}

extension LiveFixture {
  /// Holds everything, and submits messages `m1`, `m2` and so on, which wait then.
  fileprivate func submitHeldOnPage(_ count: Int) async throws {
    #expect(await run("hold", "--all").exit == .done)
    for number in 1...count {
      _ = await run("submit", "--to", "2065550142", "--body", "Hi \(number)", "--id", "m\(number)")
      while await run("list", "--json").lines.count <= number {}
    }
  }
}
