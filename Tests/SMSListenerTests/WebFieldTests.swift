import SMSListener
import Testing

@Suite("A form that a browser sends")
struct WebFieldTests {
  @Test(
    "is read as browsers write it",
    arguments: [
      ("", []),
      ("a=1", [WebField("a", "1")]),
      ("a=1&b=2&a=3", [WebField("a", "1"), WebField("b", "2"), WebField("a", "3")]),
      ("a=b+c%20d%2Be", [WebField("a", "b c d+e")]),
      ("a=b=c&d", [WebField("a", "b=c"), WebField("d", "")]),
      ("&&a=1&", [WebField("a", "1")]),
      ("%C3%A9=%e2%82%ac", [WebField("é", "€")]),
      ("a=%", [WebField("a", "%")]),
      ("a=%4", [WebField("a", "%4")]),
      ("a=%zz%+1%-1", [WebField("a", "%zz% 1%-1")]),
      ("a=%ff", [WebField("a", "\u{FFFD}")]),
      ("=x", [WebField("", "x")]),
    ]
  )
  func form(_ body: String, _ fields: [WebField]) {
    #expect(WebField.form(Array(body.utf8)) == fields)
  }
}
