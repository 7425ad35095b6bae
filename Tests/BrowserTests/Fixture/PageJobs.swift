import FoundationEssentials
import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

/// Jobs of all kinds: what the pages have to show.
enum PageJobs {
  /// A second number, of an account that is held.
  static let second = "12065550102"
  /// A number of the account whose provider is hostile.
  private static let third = "12065550103"

  /// Markup, quotes and a mark that turns the direction of what follows, as a stranger may send it.
  static let markup =
    #"<script>document.title='taken'</script><img src=x onerror="document.title='taken'">"#
  /// The beginning of it, as it has to be seen.
  static let visibleMarkup = "<script>document.title='taken'</script><img src=x"

  /// A configuration with a window, a cap, and an account whose provider answers with markup.
  static func configuration(
    in path: String,
    url: String,
    hostile: String,
    consolePort: UInt16 = 0
  ) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(url: url)
    configuration.spools = [
      .init(members: "allow_urgent: true"),
      .init("held", directory: "held", defaultFrom: second),
      .init("night", directory: "night", members: window),
      .init("capped", directory: "capped", members: "caps: { messages_per_recipient_per_day: 1 }"),
      .init("abroad", directory: "abroad", defaultFrom: third),
    ]
    configuration.accounts = [(second, "second", url), (third, "hostile", hostile)]
      .map { number, name, url in
        """
        \(name): {
          base_url: "\(url)", numbers: ["\(number)"], messages_per_second: 100,
          access_key_file: "\(path)/access-key", secret_key_file: "\(path)/secret-key",
        },
        """
      }.joined(separator: "\n")
    configuration.account = "messages_per_second: 100, price_per_segment: 0.0079,"
    configuration.members = """
      min_free_mb: 0,
      console: { port: \(consolePort) },
      listener: { port: 0 },
      retry: { max_attempts: 5, first_delay_seconds: 600, max_delay_seconds: 3600 },
      """
    return configuration
  }

  /// A window that opens in three days.
  private static var window: String {
    let days = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"]
    let today = Clocks.wall / 86_400_000_000_000
    let day = days[Int((today + 3) % 7)]
    return "send_window: [{ days: [\"\(day)\"], from: \"00:00\", to: \"24:00\" }], "
      + "time_zone: \"America/New_York\""
  }

  private struct Kind {
    var spool = "default"
    let id: String
    var to = "12065550142"
    var body = "A text for one person"
    var more = ""
    /// The status that it has when all have come to rest.
    let status: String
  }

  private static let kinds = [
    Kind(id: "order-1042", more: #""metadata": {"order": 1042}"#, status: "sent"),
    Kind(id: "order-12065550143", to: "12065550143", status: "sent"),
    Kind(id: "urgent-1", to: "12065550144", more: #""priority": "urgent""#, status: "sent"),
    Kind(id: "forbidden-1", to: "12065550403", status: "failed"),
    Kind(id: "forbidden-2", to: "12065550403", status: "failed"),
    Kind(id: "refused-1", to: "12065550422", status: "failed"),
    Kind(id: "opted-out-1", to: "12065550400", status: "failed"),
    Kind(id: "retried-1", to: "12065550503", status: "deferred"),
    Kind(id: "later-1", more: "\"not_before\": \"\(tomorrow)\"", status: "queued"),
    Kind(spool: "held", id: "held-1", status: "queued"),
    Kind(spool: "held", id: "held-2", more: #""priority": "bulk""#, status: "queued"),
    Kind(spool: "night", id: "night-1", status: "queued"),
    Kind(spool: "capped", id: "capped-1", status: "sent"),
    Kind(spool: "capped", id: "capped-2", status: "queued"),
    Kind(
      spool: "abroad",
      id: "hostile-1",
      to: "12065550166",
      body: markup,
      more: #""metadata": {"note": \#(quoted(markup + "\u{202E}"))}"#,
      status: "failed"
    ),
  ]

  static func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.write(.string(text), as: .compact), as: UTF8.self)
  }

  /// Submits them, and waits until each has come to rest.
  static func make(_ fixture: PageFixture) async throws {
    try await fixture.succeed("hold", "--account", "second")
    for kind in kinds {
      try fixture.submit(kind.id, to: kind.to, body: kind.body, kind.more, spool: kind.spool)
    }
    // A file whose name is markup is refused.
    try fixture.drop("not JSON", named: "<img src=x onerror=alert(1)>.json")
    try await makeBatches(fixture)
    for kind in kinds {
      try await fixture.wait(for: kind.id, toBe: kind.status, in: kind.spool)
    }
  }

  private static var tomorrow: String { Date(timeIntervalSinceNow: 86_400).ISO8601Format() }

  private static func makeBatches(_ fixture: PageFixture) async throws {
    for (batch, spool) in [("news-1", "default"), ("news-2", "held")] {
      let lines = (0..<40).map { number in
        #"{"to": "1206555\#(String(1_000 + number + 3000).suffix(4))", "body": "News"}"#
      }
      let file = try #require(FileName("\(batch).jsonl"))
      try fixture.sandbox.write(file, lines.joined(separator: "\n"))
      try await fixture.succeed(
        "submit",
        "--file",
        fixture.sandbox.path("\(batch).jsonl"),
        "--id",
        batch,
        "--spool",
        spool
      )
    }
  }
}

/// A provider whose errors are markup.
struct HostileProvider {
  private let server: ScriptedServer

  init() throws {
    let error = JSONObject([
      ("id", "e-1"), ("status", 422), ("title", .string(PageJobs.markup)),
      ("detail", .string(PageJobs.markup + "\u{202E}gnp.exe")),
    ])
    let body = JSONWriter.write(["errors": [.object(error)]], as: .compact)
    server = try ScriptedServer(
      .readRequest,
      .answer(
        "422 Unprocessable Entity",
        headers: ["Content-Type: application/json", "Connection: close"],
        body: String(decoding: body, as: UTF8.self)
      )
    )
  }

  var url: String { server.url }

  func stop() { server.stop() }
}
