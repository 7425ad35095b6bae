import SMSArguments
import SMSCommands
import SMSDaemon
import TestSupport
import Testing

@Suite("A command that is run for a caller at the console's socket", .throttled)
struct CommandCallerTests {
  private static let acting = [
    "alarms test", "batch cancel", "batch hold", "batch release", "cancel", "flush", "hold",
    "optout add", "optout remove", "release", "retry", "update",
  ]
  private static let reading = [
    "ages", "audit", "batch list", "batch report", "batch show", "history", "list", "optout check",
    "optout history", "optout list", "show", "status",
  ]

  @Test("is one of those that read, or that act through the daemon")
  func access() {
    func names(_ access: CommandAccess) -> [String] {
      Subcommands.all.filter { $0.access == access }.map { $0.specification.name }.sorted()
    }
    #expect(names(.reads) == Self.reading)
    #expect(names(.acts) == Self.acting)
  }

  /// Words with which each command of those can be parsed.
  private static func words(_ name: String) -> [String] {
    let words = name.split(separator: " ").map(String.init)
    switch name {
    case "cancel", "retry", "show", "batch cancel", "batch hold", "batch release", "batch report",
      "batch show":
      return words + ["a"]
    case "update": return words + ["a", "--priority", "high"]
    case "hold", "release": return words + ["--all"]
    case "history", "optout check", "optout history", "optout add", "optout remove":
      return words + ["12065550142"]
    default: return words
    }
  }

  @Test("may act only for those who may, and is told of the group", arguments: acting)
  func readersCannotAct(_ name: String) async throws {
    let fixture = try CommandFixture()
    for (group, hint) in [("ops", "ops"), (nil, "console.act_group names no group")] {
      let reader = CommandCaller(user: 4_242, rights: .read, actGroup: group)
      let run = await fixture.run(Self.words(name), for: reader)
      #expect(run.exit == .noPermission && run.output.isEmpty)
      #expect(run.error.contains("you may read, but not act"), "\(run.error)")
      #expect(run.error.contains(hint), "\(run.error)")
    }
    let actor = CommandCaller(user: 4_242, rights: .act, actGroup: "ops")
    let run = await fixture.run(Self.words(name), for: actor)
    #expect(run.exit != .noPermission, "\(run.error)")
  }

  @Test("may read for both", arguments: reading)
  func readers(_ name: String) async throws {
    let fixture = try CommandFixture()
    for rights in [ConsoleRights.read, .act] {
      let run = await fixture.run(
        Self.words(name),
        for: CommandCaller(user: 4_242, rights: rights)
      )
      // There is no ledger yet.
      #expect(run.exit == .unavailable, "\(run.error)")
    }
  }

  @Test(
    "is none of those that work on files, ask the provider or show what is secret",
    arguments: [
      ["serve"], ["backup", "/tmp/x"], ["restore", "/etc/passwd"], ["optout", "export"],
      ["optout", "import", "/etc/passwd"], ["callbacks", "show"], ["callbacks", "token"],
      ["doctor"], ["config", "check"], ["submit", "--to", "1", "--body", "x"], ["reconcile"],
      ["ledger", "check"], ["ledger", "new", "--yes"], ["enroll", "list"], ["demo"], ["man"],
    ]
  )
  func local(_ words: [String]) async throws {
    let fixture = try CommandFixture()
    let caller = CommandCaller(user: 4_242, rights: .act)
    let run = await fixture.run(words, for: caller)
    #expect(run.exit == .noPermission || run.exit == .usage, "\(run.error)")
    #expect(run.output.isEmpty)
  }

  @Test("takes no other configuration than the daemon's")
  func configuration() async throws {
    let fixture = try CommandFixture()
    let caller = CommandCaller(user: 4_242, rights: .act)
    for words in [["list", "--config", "/etc/passwd"], ["hold", "--all", "--config=/x"]] {
      let run = await fixture.run(words, for: caller)
      #expect(run.exit == .usage)
      #expect(run.error.contains("with its own configuration only"), "\(run.error)")
    }
  }
}
