import SMSCommands
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The console's pages", .throttled)
struct PageTests {
  private static let hostile = "<img src=x onerror=alert(1)>\"'\u{202E}"

  private let fixture: CommandFixture

  init() throws {
    fixture = try CommandFixture()
  }

  private var now: WallTime { WallTime(nanoseconds: Clocks.wall) }

  private func ago(_ seconds: Double) -> WallTime {
    now.advanced(by: Interval(seconds: -seconds))
  }

  /// A message that waits, one that failed with words of the provider, and a batch.
  private func fill() async throws {
    var error = JobError(
      code: .forbidden,
      message: "The provider refuses \(Self.hostile)",
      hint: "It says: \(Self.hostile). Look at 12065550142."
    )
    error.providerDetail = Self.hostile
    error.httpStatus = 403
    let failure = error
    try await fixture.fill { ledger in
      var waiting = Accepted("to-12065550142", at: ago(30))
      waiting.metadata = #"{"name":"\#(Self.hostile.replacing("\"", with: ""))"}"#
      try await ledger.accept([Accepted("bad", at: ago(60)), waiting])
      let bad = try #require(try await ledger.waiting().first)
      try await ledger.settle([(bad, .failed(failure))], at: ago(20))
      try await ledger.acceptBatch("promo", [Accepted("promo.1", at: ago(10))], at: ago(10))
    }
  }

  private static let pages = [
    "", "ages", "find", "job/default/bad", "job/default/to-12065550142", "job/default/none",
    "batches", "batch/default/promo", "failures", "audit", "nothing", "job/a", "job/none/x",
  ]

  @Test("are whole documents with no markup of others, no style and no script", arguments: pages)
  func strict(_ path: String) async throws {
    try await fill()
    for visitor in [CommandFixture.Visitor.reader, .actor] {
      let page = try await fixture.page(path, for: visitor)
      // For readers, the id with a number in it leads to another address.
      if page.status == 303 { continue }
      let text = page.text
      #expect(page.contentType == PageAnswer.html)
      #expect(text.hasPrefix("<!doctype html>") && text.hasSuffix("</html>\n"))
      #expect(!text.contains("<img") && !text.contains("\u{202E}"))
      #expect(!text.contains(#/ style=| on[a-z]+="/#))
      #expect(text.matches(of: /<h1>/).count == 1)
      #expect(text.matches(of: #/<table /#).count == text.matches(of: /<caption>/).count)
      #expect(text.matches(of: #/<form /#).count == text.matches(of: /name="form_id"/).count)
    }
  }

  @Test("say what is missing, with the words and hints of the commands")
  func missing() async throws {
    let none = try await fixture.page("")
    #expect(none.status == 503 && none.has("there is no ledger in"))
    #expect(none.has("No daemon has run with this configuration"))
    try await fill()
    let job = try await fixture.page("job/default/none")
    #expect(job.status == 404)
    #expect(job.has("spool default has no job none, and no file of it"))
    #expect(try await fixture.page("nothing").status == 404)
    #expect(try await fixture.page("found/kept-name/x").status == 404)
    try fixture.write("config.json5", "{")
    let broken = try await fixture.page("")
    #expect(broken.status == 500 && broken.has("config check"))
  }

  @Test("show of the state what status shows")
  func overview() async throws {
    try await fill()
    let page = try await fixture.page("") { call in
      let start = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: -60))
      call.points = [RatePoint(start: start, accepted: 50, sent: 45, failed: 5, p50: 12, p99: 250)]
    }
    let text = page.text
    #expect(page.status == 200)
    #expect(text.contains("Daemon: ") && text.contains("has not run yet"))
    for caption in ["Spools", "Accounts", "What waits, by priority", "Disks"] {
      #expect(text.contains("<caption>\(caption)</caption>"), "\(caption)")
    }
    #expect(text.contains("How long messages have been waiting"))
    #expect(text.contains("data-live=\"/s/key/live/\""))
    #expect(text.contains("Messages a second. accepted: 10/s now, at most 10/s"))
    #expect(text.contains("99 of 100 within: 250 ms now"))
    #expect(text.contains("<path class=\"line is-sent\" d=\"M"))
    let plain = try await fixture.page("")
    #expect(!plain.has("<svg"))
  }

  @Test("in a stream are what is in main, and nothing else")
  func live() async throws {
    try await fill()
    let page = try await fixture.page("job/default/bad") { $0.isLive = true }
    #expect(page.text.hasPrefix("<h1>") && !page.has("<main"))
    let whole = try await fixture.page("job/default/bad")
    #expect(whole.text.contains(page.text))
  }

  @Test("show a job with its error, its attempts, what to do, and what may be done")
  func job() async throws {
    try await fill()
    let page = try await fixture.page("job/default/bad")
    #expect(page.has("forbidden (HTTP 403): The provider refuses &lt;img"))
    #expect(page.has("What to do: It says:") && page.has("12065550142"))
    #expect(page.has("<caption>Attempts</caption>"))
    #expect(page.has(">Retry</button>") && !page.has(">Cancel</button>"))
    #expect(page.disclosed?["page"] == "job/default/bad" && page.disclosed?["shows"] == "numbers")
    let waiting = try await fixture.page("job/default/to-12065550142")
    #expect(waiting.has("Waits because the daemon has not run yet."))
    #expect(waiting.has(">Hold</button>") && waiting.has(">Cancel</button>"))
    #expect(waiting.has("&lt;img src=x"))
    #expect(waiting.disclosed?["page"]?.string?.contains("0142") == true)
    #expect(waiting.disclosed?["page"]?.string?.contains("12065550142") == false)
  }

  @Test("show to readers no number, no words of producer or provider, and no button that acts")
  func masked() async throws {
    try await fill()
    for path in Self.pages {
      let page = try await fixture.page(path, for: .reader)
      #expect(!page.has("2065550142"), "\(path)")
      #expect(!page.has("onerror") || path == "job/default/bad", "\(path)")
      #expect(!page.has("action=\"/s/key/act\""), "\(path)")
      #expect(!page.has("Show the text"), "\(path)")
      #expect(page.disclosed == nil)
    }
    let bad = try await fixture.page("job/default/bad", for: .reader)
    #expect(bad.has("It says: (not shown). Look at •••••••0142."))
    let text = try await fixture.page(
      .post,
      "text",
      for: .reader,
      form: ["in": "default", "name": "bad"]
    )
    #expect(text.status == 403)
  }

  @Test("lead readers to a job whose id has a number in it, by another name")
  func maskedID() async throws {
    try await fill()
    let found = try await fixture.page("found/kept-name", for: .reader, form: ["status": "queued"])
    let link = try #require(
      found.text.firstMatch(of: /href="\/s\/key\/(job\/default\/~[0-9]+)"/)?.1
    )
    let page = try await fixture.page(String(link), for: .reader)
    #expect(page.status == 200 && page.has("to-•••••••0142"))
    #expect(try await fixture.page("job/default/~999", for: .reader).status == 404)
    #expect(try await fixture.page("job/other/\(link.split(separator: "/")[2])").status == 404)
  }

  @Test("show a text to those who act, once they ask, and note that")
  func text() async throws {
    try await fill()
    let page = try await fixture.page("job/default/promo.1")
    #expect(page.has("Show the text") && !page.has("Hello"))
    let text = try await fixture.page(.post, "text", form: ["in": "default", "name": "promo.1"])
    #expect(text.has("<bdi>Hello</bdi>"))
    #expect(text.disclosed?["shows"] == "text" && text.disclosed?["page"] == "job/default/promo.1")
    let gone = try await fixture.page(.post, "text", form: ["in": "default", "name": "bad"])
    #expect(!gone.has("<bdi>Hello</bdi>") || gone.disclosed != nil)
  }

  @Test("show batches, one of them, and failures by error")
  func lists() async throws {
    try await fill()
    let batches = try await fixture.page("batches")
    #expect(batches.has("href=\"/s/key/batch/default/promo\""))
    let batch = try await fixture.page("batch/default/promo")
    #expect(batch.has("0 of 1 sent") && batch.has("Cancel what is left"))
    let away = try await fixture.page("job/default/promo")
    #expect(away.status == 303 && away.location == "batch/default/promo" && !away.keeps)
    let failures = try await fixture.page("failures")
    #expect(failures.has("href=\"/s/key/job/default/bad\""))
    #expect(try await fixture.page("audit").text.contains("No entries."))
  }
}
