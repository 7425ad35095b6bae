import SMSCore
import SMSDaemon
import TestSupport
import Testing

@testable import SMSCommands

@Suite("The frames of status --watch", .throttled)
struct WatchFrameTests {
  private static func watching(_ view: StatusView, down: Int = 0) -> WatchModel {
    var model = WatchModel()
    model.take(.success(view))
    _ = model.take(Array(repeating: Key.down, count: down))
    return model
  }

  private static func text(_ model: WatchModel, _ columns: Int = 80, _ rows: Int = 24) -> [String] {
    WatchFrame(model, columns: columns, rows: rows).lines.map { $0.rendered(withStyles: false) }
  }

  @Test("It shows the daemon, the rates, the rows with the selected one marked, and the keys")
  func quiet() {
    let expected = """
      Daemon: running, process 4711, for 2 h 5 min
      Nothing waits; nothing is wrong.

      RATE   ACCEPTED  SENT  FAILED
      10 s          -     -       -
      1 min         -     -       -
      5 min         -     -       -

        SPOOL    STATE     SENT
      > default  taking  10,233

        ACCOUNT  STATE    RATE
        main     running   5/s




      08:00:00  h hold  r release  t retry  ? help  q quit
      """
    #expect(Self.text(Self.watching(.quiet), 80, 18).joined(separator: "\n") == expected)
  }

  @Test("It fills the terminal and no more, and shows the selected row, whatever the sizes")
  func fits() {
    let count = WatchBody.rows(of: .night).count
    for (columns, rows) in [(80, 24), (120, 60), (40, 10), (24, 6), (80, 3), (200, 16)] {
      for down in 0..<count {
        let model = Self.watching(.night, down: down)
        let lines = WatchFrame(model, columns: columns, rows: rows).lines
        #expect(lines.count == rows)
        #expect(lines.allSatisfy { $0.width <= columns })
        let marked = lines.filter { $0.text.hasPrefix("> ") }.count
        // A terminal of six rows has three for the head and the last line.
        #expect(rows < 10 || marked == 1, "\(columns)x\(rows), row \(down)")
      }
    }
    for (columns, rows) in [(1, 1), (2, 2), (0, 0), (5, 1)] {
      let lines = WatchFrame(Self.watching(.night), columns: columns, rows: rows).lines
      #expect(lines.count == max(rows, 1))
    }
  }

  @Test("What does not fit is counted, above and below")
  func counts() {
    let first = Self.text(Self.watching(.night))
    #expect(first.contains { $0.contains("more lines below") })
    #expect(!first.contains { $0.contains("above") })
    let last = Self.text(Self.watching(.night, down: 99))
    #expect(last.contains { $0.contains("more lines above") })
    #expect(!last.contains { $0.contains("below") })
    #expect(last[22].hasPrefix("> unauthorized"))
    let whole = Self.text(Self.watching(.night), 80, 60)
    #expect(!whole.contains { $0.contains("more lines") })
  }

  @Test("The last line asks, reports and helps")
  func footer() {
    var model = Self.watching(.quiet)
    _ = model.take([.character("h")])
    #expect(Self.text(model).last == "Hold spool default? y/N")
    _ = model.take([.character("y")])
    #expect(Self.text(model).last == "Holding spool default …")
    let failure = "Not done: \(String(repeating: "words ", count: 100))"
    model.performed(failure)
    #expect(Self.text(model).count == 24)
    #expect(Self.text(model).last?.hasPrefix("words") == true)
    _ = model.take([.character("?")])
    #expect(Self.text(model).suffix(3).joined(separator: " ").contains("Ctrl-C: quit"))
  }

  @Test("A status that cannot be read is one sentence, the reason and the repair")
  func failure() {
    var model = Self.watching(.quiet)
    model.take(.failure(CommandFailure(.unavailable, "there is no ledger", hint: "Start it.")))
    let lines = Self.text(model)
    #expect(lines[0] == "The status cannot be read now, for the last time at 08:00:00.")
    #expect(lines[1] == "there is no ledger." && lines[2] == "Start it.")
  }

  @Test("Text of elsewhere cannot control the terminal, and wide characters count as two columns")
  func foreign() {
    var view = StatusView.quiet
    view.accounts[0].state = "paused"
    view.accounts[0].code = "a\u{1B}[2J\u{9B}b\u{202E}日本語"
    view.accounts[0].hint = String(repeating: "日本語", count: 60)
    let model = Self.watching(view)
    for styles in [true, false] {
      var writer = ScreenWriter(hasStyles: styles)
      let text = writer.update(WatchFrame(model, columns: 40, rows: 24).lines)
      #expect(
        !text.contains("a\u{1B}[2J") && !text.contains("\u{9B}") && !text.contains("\u{202E}")
      )
      #expect(text.contains(#"a\x1b[2J"#))
    }
    for line in WatchFrame(model, columns: 40, rows: 24).lines {
      let columns = line.text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2FFF ? 2 : 1) }
      #expect(columns <= 40)
    }
  }

  @Test("Only lines that changed are written, and all of them after somebody else drew")
  func writer() {
    var writer = ScreenWriter(hasStyles: false)
    #expect(
      writer.update(["a", "", "c"]) == "\u{1B}[H\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka\u{1B}[3;1H\u{1B}[2Kc"
    )
    #expect(writer.update(["a", "", "c"]) == "")
    #expect(writer.update(["a", "b", "c"]) == "\u{1B}[2;1H\u{1B}[2Kb")
    #expect(writer.update(["a"]) == "\u{1B}[2;1H\u{1B}[J")
    writer.forget()
    #expect(writer.update(["a"]) == "\u{1B}[H\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka")
  }
}
