import SMSHTTP
import TestSupport
import Testing

@Suite("The base URL of an account", .throttled)
struct BaseURLTests {
  struct Accepted: CustomTestStringConvertible {
    var text: String
    var normal: String
    var testDescription: String { text }
  }

  @Test(
    "is accepted over https, and over http to this machine only",
    arguments: [
      Accepted(text: "https://api.flowroute.com", normal: "https://api.flowroute.com"),
      Accepted(text: "https://api.flowroute.com/", normal: "https://api.flowroute.com"),
      Accepted(
        text: "HTTPS://api.flowroute.com:8443/x/",
        normal: "https://api.flowroute.com:8443/x"
      ),
      Accepted(text: "http://127.0.0.1:8080", normal: "http://127.0.0.1:8080"),
      Accepted(text: "http://localhost:1", normal: "http://localhost:1"),
      Accepted(text: "http://[::1]:8080/", normal: "http://[::1]:8080"),
    ]
  )
  func accepts(row: Accepted) throws {
    #expect(try BaseURL(row.text).text == row.normal)
  }

  struct Refused: CustomTestStringConvertible {
    var text: String
    var error: BaseURLError
    var testDescription: String { text }
  }

  @Test(
    "is refused where the keys would be seen, or where it says too much",
    arguments: [
      Refused(text: "http://api.flowroute.com", error: .notEncrypted),
      Refused(text: "http://127.0.0.1.example.com", error: .notEncrypted),
      Refused(text: "http://128.0.0.1", error: .notEncrypted),
      Refused(text: "ftp://api.flowroute.com", error: .wrongScheme),
      Refused(text: "https://me@api.flowroute.com", error: .hasPart("a user name")),
      Refused(text: "https://api.flowroute.com/?a=1", error: .hasPart("a query")),
      Refused(text: "https://api.flowroute.com/#a", error: .hasPart("a fragment")),
    ]
  )
  func refuses(row: Refused) {
    #expect(throws: row.error) { try BaseURL(row.text) }
  }

  @Test(
    "is refused when it is no URL",
    arguments: ["", "api.flowroute.com", "https://", "https://a b"]
  )
  func refusesOther(text: String) {
    #expect(throws: BaseURLError.self) { try BaseURL(text) }
  }
}
