import SMSArguments
import SMSCore
import Testing

@testable import SMSCommands

@Suite struct FilterArgumentsTests {
  private static let now = WallTime(milliseconds: 1_795_420_800_000)

  private static func arguments(_ words: [String]) throws -> FilterArguments {
    let specification = Specification("list", summary: "", options: FilterArguments.options)
    return try FilterArguments(try ArgumentParser.parse(words, for: specification))
  }

  @Test("several values come with commas, or with the option again")
  func several() throws {
    let words = [
      "--to", "12065550142,206-555-0143", "--to", "12065550144", "--status", "queued,held",
      "--metadata", "note=a,b", "--metadata", "order=7", "--priority=bulk",
    ]
    let arguments = try Self.arguments(words)
    #expect(arguments.given == [.to, .status, .metadata, .priority])
    #expect(arguments.fixed.recipients?.count == 3)
    #expect(arguments.fixed.states == [.queued, .held])
    #expect(arguments.fixed.metadata.map(\.text).sorted() == ["note=a,b", "order=7"])
    #expect(try Self.arguments([]).isEmpty)
  }

  struct Time: CustomTestStringConvertible, Sendable {
    let text: String
    let time: String
    var testDescription: String { text }

    init(_ text: String, _ time: String) {
      self.text = text
      self.time = time
    }
  }

  @Test(
    "a time is a time, a date or a span ago",
    arguments: [
      Time("2026-11-23T08:00:00+01:00", "2026-11-23T07:00:00.000Z"),
      Time("2026-11-23", "2026-11-23T00:00:00.000Z"),
      Time("2h", "2026-11-23T06:00:00.000Z"),
      Time("90min", "2026-11-23T06:30:00.000Z"),
      Time("90m", "2026-11-23T06:30:00.000Z"),
      Time("30s", "2026-11-23T07:59:30.000Z"),
      Time("3d", "2026-11-20T08:00:00.000Z"),
      Time("1w", "2026-11-16T08:00:00.000Z"),
      Time("0s", "2026-11-23T08:00:00.000Z"),
    ]
  )
  func times(_ row: Time) throws {
    let time = try TimeArgument(row.text, of: FilterArguments.since).time(now: Self.now)
    #expect(RFC3339.text(time) == row.time)
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    let words: [String]
    let message: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: String..., message: String) {
      self.words = words
      self.message = message
    }
  }

  @Test(
    "a value that does not fit is refused with the option, the rule and the repair",
    arguments: [
      Refused(
        "--to",
        "911",
        message: "--to must have 11 digits, the first of them 1, or the 10 that follow it; "
          + "write it like 12065550142"
      ),
      Refused("--to", "12065550142,", message: "--to must not be empty; leave it out for all jobs"),
      Refused("--error", "tiemout", message: "did you mean \"timeout\"?"),
      Refused("--since", "2 days", message: "--since must be a time like"),
      Refused("--since", "99999999999999999999d", message: "--since must be a time like"),
      Refused("--since", "-2h", message: "did you mean 2h?"),
      Refused(
        "--until",
        "2026-11-23T08:00:00",
        message: "--until lacks the offset from UTC; write 2026-11-23T08:00:00Z if it is UTC"
      ),
      Refused("--since", "2026-13-01", message: "--since must be a time like"),
      Refused("--metadata", "order", message: "--metadata must be of the form KEY=VALUE; write it"),
      Refused("--stauts", "sent", message: "did you mean --status?"),
    ]
  )
  func refused(_ row: Refused) throws {
    let error = try #require(throws: UsageError.self) { try Self.arguments(row.words) }
    #expect("\(error)".contains(row.message), "\(error)")
  }
}
