import TestSupport
import Testing

@testable import SMSHTTP

@Suite("A key pair", .throttled)
struct KeyPairTests {
  let keys = KeyPair(accessKey: "Aladdin", secretKey: "open sesame")

  @Test("becomes the header value of RFC 7617")
  func header() {
    #expect(keys.authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
  }

  @Test("shows itself in no description")
  func description() throws {
    let endpoint = Endpoint(base: try BaseURL("https://api.flowroute.com"), keys: keys)
    var dumped = ""
    dump(endpoint, to: &dumped)
    for text in ["\(keys)", String(reflecting: keys), "\(endpoint)", dumped] {
      #expect(!text.contains("Aladdin") && !text.contains("sesame") && !text.contains("QWxh"))
    }
  }
}
