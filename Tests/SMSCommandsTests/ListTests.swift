import SMSCore
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSCommands

@Suite("list shows what matches, as it reads", .throttled)
struct ListTests {
  private let fixture: CommandFixture
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  init() throws {
    fixture = try CommandFixture()
  }

  private func fill(
    _ count: Int,
    _ change: (Int, inout Accepted) -> Void = { _, _ in }
  ) async throws {
    try await fixture.fill { ledger in
      try await ledger.accept(
        (1...count).map { number in
          let time = Self.start.advanced(by: Interval(seconds: Double(number)))
          var message = Accepted("m\(number)", at: time)
          change(number, &message)
          return message
        }
      )
    }
  }

  private func ids(_ words: String...) async -> [String] {
    let run = await fixture.run(["list", "--config", fixture.configuration] + words)
    return run.lines.dropFirst().compactMap {
      $0.split(separator: " ").dropFirst(3).first.map(String.init)
    }
  }

  @Test("options select jobs, and combine")
  func options() async throws {
    try await fill(6) { number, message in
      message.to += UInt64(number % 2)
      message.priority = number > 3 ? .bulk : .normal
      message.metadata = number == 5 ? #"{"order":1042}"# : nil
    }
    #expect(await ids() == ["m6", "m5", "m4", "m3", "m2", "m1"])
    #expect(await ids("--to", "206-555-0143") == ["m5", "m3", "m1"])
    #expect(await ids("--to", "12065550143", "--priority", "bulk") == ["m5"])
    #expect(
      await ids("--since", "2026-11-23T08:00:03Z", "--until", "2026-11-23T08:00:05Z") == [
        "m4", "m3",
      ]
    )
    #expect(await ids("--metadata", "order=1042") == ["m5"])
    #expect(await ids("--status", "sent,failed").isEmpty)
    #expect(await ids("--limit", "2") == ["m6", "m5"])
  }

  @Test("a name that nobody knows is refused with the nearest one")
  func names() async throws {
    try await fill(1) { _, message in message.account = "former" }
    let run = await fixture.run("list", "--account", "mian")
    #expect(run.exit == .usage)
    #expect(run.error.hasPrefix("smsdispatch list: there is no account mian"))
    #expect(run.error.contains("The accounts are: former, main. Did you mean main?"))
    #expect(await ids("--account", "former") == ["m1"])
    let bounds = await fixture.run("list", "--since", "2026-11-23", "--until", "2026-11-22")
    #expect(bounds.exit == .usage && bounds.error.contains("--until must be later than since"))
  }

  @Test("a long list is one table, or one object a line")
  func long() async throws {
    try await fill(600)
    let table = await fixture.run("list", "--limit", "600")
    #expect(table.lines.count == 601)
    #expect(Set(table.lines.map { $0.utf8.count }).count <= 3)
    #expect(table.error == "These are the newest 600; --limit N shows more.\n")
    let objects = await fixture.run("list", "--limit", "599", "--json").lines
    #expect(objects.count == 599)
    let last = try JSONParser.parse(Array(try #require(objects.last).utf8)).object
    #expect(last?["id"] == "m2" && last?["spool"] == "default")
  }

  @Test("a list ends when nobody reads it any more")
  func unread() async throws {
    try await fill(600)
    let writes = Mutex(0)
    let console = Console { stream, _ in
      if stream == .output { writes.withLock { $0 += 1 } }
    }
    var context = Context(console: console, wall: { Clocks.wall }, monotonic: { Clocks.monotonic })
    context.takesOutput = { writes.withLock { $0 == 0 } }
    let words = ["list", "--limit", "600", "--config", fixture.configuration]
    #expect(await Program(context).run(words) == .done)
    #expect(writes.withLock { $0 } == 1)
  }
}
