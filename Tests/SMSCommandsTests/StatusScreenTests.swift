import SMSCore
import SMSDaemon
import SMSJSON
import SMSSpool
import TestSupport
import Testing

@testable import SMSCommands

@Suite("The screen of status", .throttled)
struct StatusScreenTests {
  private static func text(_ view: StatusView, _ width: Int, height: Int? = nil) -> String {
    StatusScreen(view, width: width, height: height).lines
      .map { $0.rendered(withStyles: false) }.joined(separator: "\n")
  }

  @Test(
    "At night it says what is wrong, since when, and which command to use next",
    arguments: [
      (80, nil, StatusScreens.night80), (80, 23, StatusScreens.night24),
      (60, nil, StatusScreens.night60), (120, nil, StatusScreens.night120),
    ] as [(Int, Int?, String)]
  )
  func night(width: Int, height: Int?, expected: String) {
    #expect(Self.text(.night, width, height: height) == expected)
  }

  @Test("State words have colours where there are styles")
  func colours() {
    var text = StatusScreen(.night, width: 80, height: 23).lines
      .map { $0.rendered(withStyles: true) }.joined(separator: "\n")
    let marks = [("1;31", "R{"), ("33", "Y{"), ("32", "G{"), ("1", "B{"), ("2", "F{"), ("0", "}")]
    for (code, mark) in marks { text = text.replacing("\u{1B}[\(code)m", with: mark) }
    #expect(text == StatusScreens.coloured)
  }

  @Test("Where all is well it is short")
  func quiet() {
    let expected = """
      Daemon: running, process 4711, for 2 h 5 min
      Nothing waits; nothing is wrong.

      SPOOL    STATE     SENT
      default  taking  10,233

      ACCOUNT  STATE    RATE
      main     running   5/s
      """
    #expect(Self.text(.quiet, 80) == expected)
    #expect(Self.text(.quiet, 80, height: 8) == expected)
  }

  @Test("No line is wider than the terminal, and none longer than it as long as that is possible")
  func fits() {
    for width in 24...140 {
      for line in StatusScreen(.night, width: width).lines { #expect(line.width <= width) }
    }
    for height in 20...60 {
      #expect(StatusScreen(.night, width: 80, height: height).lines.count <= height)
    }
    // The causes are never left out.
    let least = Self.text(.night, 80, height: 1)
    for word in ["account main", "account bulk", "spool newsletter", "df -h"] {
      #expect(least.contains(word))
    }
  }

  @Test("Text of elsewhere cannot control the terminal")
  func escapes() {
    var view = StatusView.quiet
    view.accounts[0].state = "paused"
    view.accounts[0].code = "a\u{1B}[2J\u{9B}b"
    for styles in [true, false] {
      let text = StatusScreen(view, width: 80).lines.map { $0.rendered(withStyles: styles) }
      let line = text.first { $0.contains("account main") }
      #expect(line?.contains(#"a\x1b[2J\u{9b}b"#) == true)
    }
  }

  @Test("Spools with nothing to tell are one row, with the sums of their jobs")
  func folds() {
    var view = StatusView.quiet
    view.spools = (1...5).map { StatusView.spool("spool-\($0)", [.sent: 10]) }
    #expect(Self.text(view, 80).contains("5 others  taking    50"))
    view.spools[4].files = WaitingFiles(count: 10_000, oldest: StatusView.ago(60))
    let text = Self.text(view, 80)
    #expect(text.contains("spool-5   taking  10,000+    10"))
    #expect(text.contains("4 others  taking        -    40"))
    view.spools = Array(view.spools.prefix(3))
    #expect(Self.text(view, 80).contains("spool-1  taking    10"))
  }

  @Test("A spool shows its hold beside what its intake does, and what is not configured")
  func spoolStates() {
    var view = StatusView.quiet
    view.holds = [.init(scope: .all)]
    #expect(Self.text(view, 80).contains("default  held"))
    view.spools[0].intake = StatusView.intake("paused", code: "files", reason: "a")
    #expect(Self.text(view, 80).contains("default  paused, held"))
    view.spools[0].intake = nil
    #expect(Self.text(view, 80).contains("default  starting, held"))
    view.spools[0].isConfigured = false
    #expect(Self.text(view, 80).contains("default  not configured"))
    view.accounts[0].rate = nil
    #expect(Self.text(view, 80).contains("main     not configured"))
  }

  @Test("What comes and goes a second is shown once something does, beside what each account sends")
  func rates() {
    var view = StatusView.quiet
    let slice = StatusView.sampleNow.milliseconds / 5_000
    let rows = (1...60 as ClosedRange<Int64>).map {
      "[\(slice - $0),50,\($0 == 1 ? 40 : 20),0,0,0]"
    }
    let note = """
      {"slice_ms":5000,"end":"\(Stamp.text(view.now))","slices":[\(rows.joined(separator: ","))],
       "accounts":{"main":[[\(slice - 1),40],[\(slice - 2),20]]}}
      """
    view.rates = RecentRates(note: note)
    let expected = """
      Daemon: running, process 4711, for 2 h 5 min
      Nothing waits; nothing is wrong.

      SPOOL    STATE     SENT
      default  taking  10,233

      ACCOUNT  STATE    RATE  SENDING
      main     running   5/s      6/s

      RATE   ACCEPTED    SENT  FAILED
      10 s       10/s     6/s       -
      1 min      10/s  4.33/s       -
      5 min      10/s  4.07/s       -
      """
    #expect(Self.text(view, 80) == expected)
    #expect(Self.text(view, 80, height: 12).contains("status --full"))
    #expect(view.json["rates"]?["1m"]?["sent"]?.number?.text == "4.333")
    #expect(view.json["accounts"]?["main"]?["sent_per_second"]?["10s"]?.number?.text == "6")
  }

  @Test("Lanes beyond the eighth are counted")
  func manyLanes() {
    var view = StatusView.quiet
    view.waiting = (1...12).map {
      StatusView.lane("s\($0)", "main", jobs: 10_000, oldest: Double($0 * 60))
    }
    let text = Self.text(view, 80)
    #expect(text.contains("s12 by main  normal    10,000+  12 min  12 min ago"))
    #expect(!text.contains("s4 by main") && text.contains("and 4 more"))
    #expect(text.contains("main     running   5/s  120,000+"))
  }

  @Test("Rates and counts are written for people")
  func words() {
    let rates = [(5, "5/s"), (0.625, "0.63/s"), (2.5, "2.5/s"), (0.001, "less than 0.01/s")]
    for (rate, text) in rates as [(Double, String)] { #expect(StatusView.rate(rate) == text) }
    let counts = [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")]
    for (count, text) in counts { #expect(StatusView.grouped(count) == text) }
    #expect(StatusView.list(["a", "b", "c", "d"]) == "a, b, c, d")
    #expect(StatusView.list(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more")
    let spans = [(0.2, "under 1 s"), (59.9, "59 s"), (60, "1 min"), (7_265, "2 h 1 min")]
    for (seconds, text) in spans { #expect(Span.coarse(Interval(seconds: seconds)) == text) }
  }
}
