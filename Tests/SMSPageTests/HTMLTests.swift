import SMSPage
import Testing

@Suite("HTML")
struct HTMLTests {
  @Test("a text is never markup, in an element as in a value")
  func escaped() {
    let hostile = "</p><script>alert(1)</script>\"'&amp;"
    let html = HTML(.p, .init(.title, hostile), text: hostile)
    let text = "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;amp;"
    #expect(html.source == "<p title=\"\(text)\">\(text)</p>")
    let inside = HTML(.div) {
      hostile
      HTML(.b) { hostile }
    }
    #expect(inside.source == "<div>\(text)<b>\(text)</b></div>")
  }
}
