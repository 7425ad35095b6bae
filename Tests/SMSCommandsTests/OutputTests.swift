import SMSCommands
import SMSCore
import TestSupport
import Testing

@Suite("Text for people", .throttled)
struct OutputTests {
  @Test("Columns are as wide as their widest cell, numbers flush right")
  func tables() {
    var table = Table(["ID", "N", "WHY"], right: ["N"])
    table.append(["a", "7", ""])
    table.append(["longer", "1234", "x"])
    #expect(table.lines == ["ID         N  WHY", "a          7", "longer  1234  x"])
  }

  @Test("A table written in parts has one header, and its columns never get narrower")
  func parts() {
    var table = Table(["ID", "N"], right: ["N"])
    table.append(["long", "1"])
    #expect(table.takeLines() == ["ID    N", "long  1"])
    table.append(["a", "1234"])
    #expect(table.takeLines() == ["a     1234"])
    table.append(["longest", "5"])
    #expect(table.takeLines() == ["longest     5"])
    #expect(table.takeLines() == [])
  }

  struct Length: CustomTestStringConvertible, Sendable {
    var milliseconds: Int64
    var text: String
    var testDescription: String { text }
  }

  @Test(
    "Lengths of time are reported in the units that matter",
    arguments: [
      Length(milliseconds: -5, text: "0 ms"), Length(milliseconds: 268, text: "268 ms"),
      Length(milliseconds: 1_250, text: "1.2 s"), Length(milliseconds: 12_900, text: "12 s"),
      Length(milliseconds: 60_000, text: "1 min"), Length(milliseconds: 95_000, text: "1 min 35 s"),
      Length(milliseconds: 7_500_000, text: "2 h 5 min"),
      Length(milliseconds: 90_000_000, text: "1 d 1 h"),
    ]
  )
  func lengths(_ length: Length) {
    #expect(Span.text(Interval(milliseconds: length.milliseconds)) == length.text)
  }

  @Test("Times before and after now are distinguished")
  func relative() {
    let now = WallTime(milliseconds: 1_000_000)
    #expect(Span.text(WallTime(milliseconds: 1_030_000), from: now) == "in 30 s")
    #expect(Span.text(WallTime(milliseconds: 970_000), from: now) == "30 s ago")
  }

  @Test("The progress bar fills up, shows the time left and fits the terminal")
  func progress() {
    var bar = ProgressBar(noun: "requests")
    bar.done = 500
    bar.fraction = 0.5
    #expect(
      bar.line(elapsed: 2, columns: 80)
        == "[####################....................]  50%  500 requests  250/s  0:02 left"
        .prefix(79)
    )
    for columns in [10, 20, 40, 60, 200] {
      #expect(bar.line(elapsed: 2, columns: columns).count < columns)
    }
    bar.fraction = nil
    #expect(bar.line(elapsed: 0.1, columns: 80) == "500 requests")
    bar.fraction = 2
    #expect(bar.line(elapsed: 0.1, columns: 80).contains("100%"))
  }

  @Test("In the journal each line of a failure is an error, the hint's too")
  func journal() async {
    let run = await CommandFixture.run(["status", "--config", "/-"], isJournal: true)
    #expect(run.exit == .configuration)
    let lines = run.error.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("<3>") }, "\(run.error)")
    #expect(lines.first == "<3>smsdispatch status: there is no configuration at /-")
  }
}
