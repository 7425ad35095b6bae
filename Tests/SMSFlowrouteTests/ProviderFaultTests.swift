import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("The provider's errors", .throttled)
struct ProviderFaultTests {
  struct Row: CustomTestStringConvertible {
    var body: String
    var detail: String?
    var id: String?
    var isOptOut = false
    var testDescription: String { body.isEmpty ? "an empty body" : body }
  }

  @Test(
    "a want of money is known in whatever words",
    arguments: [
      "Insufficient funds on the account", "Your credit balance is too low",
      "You do not have sufficient credit to send the message", "Account balance exhausted",
      "Credit limit exceeded", "negative balance", "out of credits",
    ]
  )
  func funds(words: String) {
    let body = Array(#"{"errors":[{"title":"Bad request","detail":"\#(words)"}]}"#.utf8)
    #expect(ProviderFault(body: body, text: nil).isAboutFunds)
  }

  @Test(
    "other refusals are no want of money",
    arguments: ["Insufficient permissions", "Rate limit exceeded", "Invalid balance sheet id"]
  )
  func notFunds(words: String) {
    let body = Array(#"{"errors":[{"title":"Bad request","detail":"\#(words)"}]}"#.utf8)
    #expect(!ProviderFault(body: body, text: nil).isAboutFunds)
  }

  @Test(
    "a compressed body is not shown as text",
    arguments: [
      [0x1F, 0x8B, 0x08, 0x00, 0x41, 0x42], [0x28, 0xB5, 0x2F, 0xFD, 0x41], Array("a\0b".utf8),
    ]
  )
  func compressed(body: [UInt8]) {
    #expect(ProviderFault(body: body, text: nil).detail == nil)
  }

  @Test(
    "are read in every shape that was met",
    arguments: [
      Row(
        body: #"{"errors":[{"id":"7f6b2f0e","status":401,"title":"Unauthorized","detail":"No."}]}"#,
        detail: "Unauthorized: No.",
        id: "7f6b2f0e"
      ),
      Row(
        body: #"{"errors":{"title":"ActionNotAuthorizedError","detail":""}}"#,
        detail: "ActionNotAuthorizedError"
      ),
      Row(
        body: #"{"errors":[{"title":null,"detail":{"field":"to","body":"Hello you there"}}]}"#,
        detail: #"{"field": "to"}"#
      ),
      Row(
        body: #"{"errors":[{"detail":["a",1]},{"title":"Second","id":"x"}]}"#,
        detail: #"["a", 1]; Second"#,
        id: "x"
      ),
      Row(body: #"{"error":"No account"}"#, detail: "No account"),
      Row(body: #"{"message":"Too many"}"#, detail: "Too many"),
      Row(body: #"{"errors":[{"id":"../../etc","detail":"x"}]}"#, detail: "x"),
      Row(body: #"{"errors":[{"detail":"refused: Hello you there"}]}"#, detail: "refused: …"),
      Row(body: #"{"errors":[{"detail":"a\n\tb\u0000c"}]}"#, detail: "a b c"),
      Row(
        body: "<html><head><title>502 Bad Gateway</title></head>\r\n<h1>Sorry</h1></html>",
        detail: "502 Bad Gateway Sorry"
      ),
      Row(body: #"{"errors":[{"det"#, detail: nil),
      Row(body: "", detail: nil),
      Row(body: "{}", detail: nil),
    ]
  )
  func shapes(row: Row) {
    let fault = ProviderFault(body: Array(row.body.utf8), text: MessageText("Hello you there"))
    #expect(fault.detail == row.detail)
    #expect(fault.errorID == row.id)
    #expect(!fault.isOptOut)
  }

  @Test(
    "report an opt-out wherever they say 1110",
    arguments: [
      #"{"errors":[{"code":1110}]}"#, #"{"errors":[{"code":"1110"}]}"#,
      #"{"errors":[{"detail":"User Opted Out (1110)"}]}"#, #"{"errors":{"title":"1110: STOP"}}"#,
      #"{"errors":[{"detail":{"status_code":1110}}]}"#, #"{"code":1110,"message":"x"}"#,
      #"{"errors":[{"title":"Bad Request"},{"code":1110}]}"#,
    ]
  )
  func optOut(body: String) {
    #expect(ProviderFault(body: Array(body.utf8), text: MessageText("Hello")).isOptOut)
  }

  @Test(
    "report none where 1110 is only part of something else",
    arguments: [
      #"{"errors":[{"detail":"12061110000 is no number"}]}"#, #"{"errors":[{"id":"1110"}]}"#,
      #"{"errors":[{"detail":{"to":"1110","body":"1110"}}]}"#,
      #"{"errors":[{"detail":"refused: Your code is 1110"}]}"#, #"{"errors":[{"code":11100}]}"#,
      "1110",
    ]
  )
  func noOptOut(body: String) {
    #expect(!ProviderFault(body: Array(body.utf8), text: MessageText("Your code is 1110")).isOptOut)
  }

  @Test("are cut at 500 characters")
  func cut() {
    let long = String(repeating: "é☃👩‍👩‍👧 ", count: 10_000)
    let body = Array(#"{"errors":[{"detail":"\#(long)"}]}"#.utf8)
    let detail = ProviderFault(body: body, text: MessageText("Hello")).detail
    #expect(detail?.count == 500)
  }

  @Test("are cut too where one character is endless")
  func endless() {
    let body = Array(
      #"{"errors":[{"detail":"e\#(String(repeating: "\u{301}", count: 20_000))"}]}"#.utf8
    )
    let detail = ProviderFault(body: body, text: MessageText("Hello")).detail
    #expect(detail?.unicodeScalars.count == 2_000)
  }
}
