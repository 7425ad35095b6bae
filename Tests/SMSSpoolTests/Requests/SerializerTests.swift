import SMSCore
import SMSSpool
import Testing

/// Requests as the serializers of other languages write them.
@Suite struct SerializerTests {
  private func decode(_ text: String, rules: RequestRules = Sample.rules) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin())
  }

  private func error(_ text: String) -> JobError? {
    do throws(RequestDecoder.Failure) {
      _ = try RequestDecoder(rules: Sample.rules).decode(Array(text.utf8), from: Sample.origin())
      return nil
    } catch {
      return error.refusal.error
    }
  }

  private func body(_ text: String) throws -> String? {
    let request = try decode(#"{"to": "12065550142", "body": "\#(text)"}"#)
    guard case .message(let message) = request.content else { return nil }
    return message.text.string
  }

  @Test("null for an optional member is the member left out")
  func nulls() throws {
    let members = """
      "id": null, "kind": null, "from": null, "priority": null, "not_before": null,
      "expires_at": null, "ttl_seconds": null, "if_uncertain": null, "subject": null,
      "in_reply_to": null, "metadata": null, "verification": null, "new_code": null
      """
    let request = try decode(#"{"to": "12065550142", "body": "Hello", \#(members)}"#)
    #expect(request == (try decode(#"{"to": "12065550142", "body": "Hello"}"#)))
  }

  @Test("null for a member that is needed is a missing one, and no member is unknown for it")
  func neededNulls() {
    #expect(error(#"{"to": null, "body": null}"#)?.message.contains("to: is missing") == true)
    let unknown = error(#"{"to": "12065550142", "body": "x", "tx": null}"#)
    #expect(unknown?.message.contains("tx: is not a known member") == true)
  }

  @Test("a null that is the producer's own stays in metadata")
  func metadataNulls() throws {
    let text = #"{"to": "12065550142", "body": "x", "metadata": {"a": null, "b": "\t\r\n"}}"#
    #expect(try decode(text).metadata == #"{"a":null,"b":"\u0009\u000d\n"}"#)
  }

  @Test("an empty array as metadata is an empty object, another array is refused")
  func emptyMetadata() throws {
    let text = #"{"to": "12065550142", "body": "x", "metadata": []}"#
    #expect(try decode(text) == decode(#"{"to": "12065550142", "body": "x", "metadata": {}}"#))
    let filled = error(#"{"to": "12065550142", "body": "x", "metadata": [1]}"#)
    #expect(filled?.message.contains("metadata: must be an object, not an array") == true)
  }

  @Test(
    "line ends and tabs of any system are newlines and blanks of a text",
    arguments: [
      (#"a\r\nb"#, "a\nb"), (#"a\rb"#, "a\nb"), (#"a\n\rb"#, "a\n\nb"),
      (#"a\r\r\nb"#, "a\n\nb"), (#"\u0009a\u000d\u000ab"#, " a\nb"),
    ]
  )
  func lineEnds(_ text: String, _ plain: String) throws {
    #expect(try body(text) == plain)
  }

  @Test("a template's line ends are read as a text's")
  func templates() throws {
    let request = try decode(
      #"{"kind": "verify", "to": "12065550142", "template": "Code:\r\n\t{code}"}"#
    )
    guard case .code(let code) = request.content else {
      Issue.record("not a code")
      return
    }
    #expect(code.template.string == "Code:\n {code}")
  }

  @Test("a tab in a subject is refused")
  func subject() {
    let error = error(#"{"kind": "verify", "subject": "a\tb"}"#)
    #expect(error?.message.contains("subject: must not hold tabs or carriage returns") == true)
  }

  @Test(
    "a text without a visible character is refused",
    arguments: [
      " ", #"\r\n\t"#, "\u{200B}\u{FEFF}", "\u{2060} \u{A0}", "\u{3164}", "\u{2800}", "\u{FE0F}",
    ]
  )
  func invisible(_ text: String) {
    let error = error(#"{"to": "12065550142", "body": "\#(text)"}"#)
    #expect(
      error?.message.contains("body: has only blanks and invisible characters") == true
    )
  }

  @Test("a text that is one emoji or one mark is a text", arguments: ["❤️", ".", "👍🏽"])
  func visible(_ text: String) throws {
    #expect(try body(text) == text)
  }

  @Test("a control character is not called invalid JSON, and is named with its member")
  func control() throws {
    let error = try #require(self.error(#"{"to": "12065550142", "body": "a\u0000b"}"#))
    #expect(error.code == .invalidRequest)
    #expect(!error.message.contains("JSON"))
    #expect(error.message.contains("line 1, column 33, in body: the control character U+0000"))
  }

  @Test("quotes of Windows-1252 that were read as ISO 8859-1 are called what they are")
  func windows() throws {
    let error = try #require(self.error(#"{"to": "12065550142", "body": "it\#u{92}s"}"#))
    #expect(error.message.contains("in body: the control character U+0092"))
    #expect(error.hint.contains("Windows-1252"))
  }

  @Test(
    "characters beside the control characters are text",
    arguments: ["\u{A0}x", "é", "Â", "\u{C2}\u{A0}x"]
  )
  func beside(_ text: String) throws {
    #expect(try body(text) == text)
  }

  @Test("a time without an offset is shown with one")
  func localTime() throws {
    let text = #"{"to": "12065550142", "body": "x", "not_before": "2026-11-23T08:00:00"}"#
    let error = try #require(self.error(text))
    #expect(error.message.contains("not_before: lacks the offset from UTC"))
    #expect(error.hint.contains("2026-11-23T08:00:00Z if it is UTC"))
    #expect(error.hint.contains("2026-11-23T08:00:00-05:00"))
  }
}
