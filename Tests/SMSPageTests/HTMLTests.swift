import SMSPage
import Testing

@Suite("HTML")
struct HTMLTests {
  @Test("a text is never markup, in an element as in a value")
  func escaped() {
    let hostile = "</p><script>alert(1)</script>\"'&amp;"
    let text = "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;amp;"
    let html = HTML(.p, .init(.title, hostile), text: hostile)
    #expect(html.source == "<p title=\"\(text)\">\(text)</p>")
    let inside = HTML(.div) {
      hostile
      HTML(.b) { hostile }
    }
    #expect(inside.source == "<div>\(text)<b>\(text)</b></div>")
  }

  @Test(
    "what would not be seen, or would change how others are read, is shown",
    arguments: ["\u{0}", "\u{1B}", "\r", "\u{7F}", "\u{85}", "\u{202E}", "\u{2066}", "\u{200B}"]
  )
  func invisible(_ text: String) throws {
    let scalar = try #require(text.unicodeScalars.first)
    let shown = "a\\u{\(String(scalar.value, radix: 16))}b"
    #expect(HTML(text: "a\(text)b").source == shown)
    #expect(HTML(.b, .init(.title, "a\(text)b"), text: "").source == "<b title=\"\(shown)\"></b>")
  }

  @Test("other characters stay what they are", arguments: ["å 漢 🙂 \t\n", "e\u{301}", ""])
  func kept(_ text: String) {
    #expect(HTML(text: text).source == text)
  }

  @Test("an attribute without a value, one that is left out, and an element without content")
  func attributes() {
    let html = HTML(void: .input, .init(.required), nil, .init(.name, "to"))
    #expect(html.source == "<input required name=\"to\">")
    #expect(HTML(.tr, nil) {}.source == "<tr></tr>")
  }

  @Test("no element or attribute runs a script or holds a style, but for the script's own file")
  func names() {
    let tags = HTML.Tag.allCases.map(\.rawValue) + HTML.VoidTag.allCases.map(\.rawValue)
    for tag in ["style", "iframe", "object", "embed", "base", "foreignObject", "use", "image"] {
      #expect(!tags.contains(tag))
    }
    let names = HTML.Attribute.Name.allCases.map(\.rawValue)
    #expect(names.filter { $0.hasPrefix("on") || $0 == "style" || $0 == "srcdoc" } == [])
  }

  @Test("the pieces of a builder come in their order, with conditions and loops")
  func builder() {
    func list(_ words: [String], isLong: Bool) -> HTML {
      HTML(.ul) {
        for word in words { HTML(.li, text: word) }
        if isLong { "long" } else { HTML(.b, text: "short") }
        if words.isEmpty { "none" }
        HTML?.none
      }
    }
    #expect(list(["a", "b"], isLong: true).source == "<ul><li>a</li><li>b</li>long</ul>")
    #expect(list([], isLong: false).source == "<ul><b>short</b>none</ul>")
  }
}

@Suite("An address of a page")
struct PageAddressTests {
  @Test("has each segment and each value of its query encoded")
  func encoded() {
    let address = PageAddress(
      ["job", "a/b", "../x?y#z\"é"],
      query: [("before", "1&2"), ("q", "a=b c")],
      below: "/s/k/"
    )
    #expect(
      address.text == "/s/k/job/a%2Fb/..%2Fx%3Fy%23z%22%C3%A9?before=1%262&q=a%3Db%20c"
    )
    #expect(PageAddress([""], below: "/s/k/").text == "/s/k/")
    #expect(PageAddress.fragment("main").text == "#main")
  }

  @Test("leads to no other host and has no scheme")
  func sameHost() {
    #expect(PageAddress(["javascript:alert(1)"]).text == "javascript%3Aalert%281%29")
    #expect(PageAddress(["", "evil.example"], below: "/s/").text == "/s//evil.example")
  }
}
