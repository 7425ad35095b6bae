import SMSPage
import Testing

@Suite("The frame of a page")
struct PageFrameTests {
  private let hostile = "<script>alert('x')</script>"

  private func frame(live: [String]? = nil) -> PageFrame {
    PageFrame(
      title: "Job \(hostile)",
      base: "/s/abc/",
      section: .find,
      session: PageFrame.Session(
        user: hostile,
        ends: "22:40 UTC",
        acts: nil,
        changesAt: 1_780_000_000_000
      ),
      formID: "one-time",
      live: live
    )
  }

  @Test("has one main, landmarks, a way past them, and the current part marked")
  func landmarks() {
    let text = frame().document(HTML(.h1, text: "Job"))
    #expect(text.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    #expect(text.contains("<a class=\"skip\" href=\"#main\">"))
    #expect(text.matches(of: #/<main /#).count == 1)
    #expect(text.contains("<nav aria-label=\"Parts of the console\">"))
    #expect(text.contains("<a href=\"/s/abc/find\" aria-current=\"page\">Find</a>"))
    #expect(text.matches(of: /aria-current/).count == 1)
    #expect(
      text.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    )
  }

  @Test("names no foreign address, and has no script or style of its own")
  func strict() {
    let text = frame().document(HTML(.p, text: hostile))
    #expect(!text.contains("<script>") && !text.contains("<style") && !text.contains(" style="))
    #expect(!text.contains("http://") && !text.contains("https://"))
    #expect(text.matches(of: #/<script /#).count == 1)
    #expect(text.contains(/<script src="\/assets\/console\.[0-9a-f]{16}\.js" defer><\/script>/))
  }

  @Test("says who looks, for how long, and lets them end the session by a form with its id")
  func session() {
    let text = frame().document(HTML())
    #expect(text.contains("<bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</bdi>"))
    #expect(text.contains("may read until 22:40 UTC."))
    #expect(text.contains("<form method=\"post\" action=\"/s/abc/logout\">"))
    #expect(text.contains("<input type=\"hidden\" name=\"form_id\" value=\"one-time\">"))
  }

  @Test("names its stream if it has one")
  func live() {
    #expect(frame(live: ["job", "a", "b"]).document(HTML()).contains("/s/abc/live/job/a/b"))
    #expect(frame(live: []).document(HTML()).contains("data-live=\"/s/abc/live/\""))
    #expect(!frame().document(HTML()).contains("data-live"))
  }
}

@Suite("What pages refer to")
struct PageAssetTests {
  @Test("is found by its name with its digest, and by no other")
  func names() throws {
    #expect(PageAsset.all.count == 3)
    for asset in PageAsset.all {
      #expect(PageAsset.named(asset.fileName)?.text == asset.text)
      #expect(asset.fileName.contains(/^[a-z]+\.[0-9a-f]{16}\.(css|js|svg)$/))
    }
    #expect(PageAsset.named("console.css") == nil)
    #expect(PageAsset.named("console.0000000000000000.css") == nil)
  }

  @Test("takes less than 25 kB in all, and names no foreign address but that of SVG")
  func size() {
    #expect(PageAsset.all.reduce(0) { $0 + $1.text.utf8.count } < 25_000)
    for asset in PageAsset.all {
      let text = asset.text.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!text.contains("//") || asset.fileName.hasSuffix(".js"))
      #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("@import"))
    }
  }

  @Test("is colored so that text can be read", arguments: [false, true])
  func contrast(isDark: Bool) throws {
    let style = try #require(PageAsset.all.first { $0.contentType.hasPrefix("text/css") }).text
    let dark = try #require(style.firstRange(of: "prefers-color-scheme: dark"))
    let colors = Colors(isDark ? style[dark.upperBound...] : style[..<dark.lowerBound])
    for back in ["back", "panel"] {
      for text in ["text", "faint", "accent", "good", "warn", "bad"] {
        #expect(try colors.contrast(text, back) >= 4.5, "\(text) on \(back)")
      }
    }
    for word in ["good", "warn", "bad"] {
      #expect(try colors.contrast(word, "\(word)-back") >= 4.5, "\(word)")
    }
    #expect(try colors.contrast("text", "plain-back") >= 4.5)
    #expect(try colors.contrast("on-accent", "accent") >= 4.5)
  }
}

/// The colors of a style sheet, `--name: #rgb;`, the first of each name.
private struct Colors {
  private var values: [String: [Double]] = [:]

  init(_ style: some StringProtocol) {
    for match in String(style).matches(of: /--([a-z-]+): #([0-9a-f]{3,6});/) {
      let name = String(match.1)
      guard values[name] == nil else { continue }
      let digits = match.2.count == 3 ? match.2.flatMap { [$0, $0] } : Array(match.2)
      values[name] = stride(from: 0, to: 6, by: 2).map { index in
        Double(Int(String(digits[index...(index + 1)]), radix: 16) ?? 0) / 255
      }
    }
  }

  /// The contrast ratio of WCAG 2.1.
  func contrast(_ one: String, _ other: String) throws -> Double {
    let pair = try [luminance(one), luminance(other)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  private func luminance(_ name: String) throws -> Double {
    let channels = try #require(values[name], "\(name)").map { value in
      value <= 0.04045 ? value / 12.92 : Self.power((value + 0.055) / 1.055)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  /// x^2.4, by x^2 · x^(2/5): Newton's method for the fifth root.
  private static func power(_ x: Double) -> Double {
    var root = 1.0
    let square = x * x
    for _ in 0..<40 {
      root -= (root * root * root * root * root - square) / (5 * root * root * root * root)
    }
    return square * root
  }
}

@Suite("Documents outside of a session")
struct PageNoticeTests {
  @Test("say what to do next")
  func documents() {
    for notice in [PageNotice.front, .loginOver, .sessionOver] {
      #expect(notice.document.contains("<code>smsdispatch console</code>"))
      #expect(notice.document.contains("<main"))
    }
    #expect(PageNotice.notKept(below: "/s/a/").document.contains("href=\"/s/a/find\""))
  }

  @Test("a login is a button, whose address has the token encoded")
  func login() {
    let text = PageNotice.login(token: "a\"/b", acts: true)
    #expect(text.contains("action=\"/login/a%22%2Fb\""))
    #expect(text.contains("reads and acts"))
    #expect(!PageNotice.login(token: "a", acts: false).contains("and acts"))
  }
}
