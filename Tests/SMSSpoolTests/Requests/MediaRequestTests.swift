import SMSCore
import SMSJSON
import TestSupport
import Testing

@testable import SMSSpool

/// The members that make a message an MMS.
@Suite struct MediaRequestTests {
  private static let url = "https://www.example.com/a.jpg?x=1&y=%20"

  private func decode(_ members: String, rules: RequestRules = Sample.rules) throws -> Request {
    try RequestDecoder(rules: rules)
      .decode(Array(#"{"to": "12065550142", \#(members)}"#.utf8), from: Sample.origin())
  }

  private func message(_ members: String) throws -> Message {
    guard case .message(let message) = try decode(members).content else {
      throw RequestDecoder.Failure.refused(Refusal(error: .expired(cause: nil)))
    }
    return message
  }

  private func refusal(_ members: String, _ rules: RequestRules = Sample.rules) -> JobError? {
    do {
      _ = try decode(members, rules: rules)
      return nil
    } catch RequestDecoder.Failure.refused(let refusal) {
      return refusal.error
    } catch {
      return nil
    }
  }

  @Test("addresses make it an MMS, with or without a text", arguments: ["", #""body": "", "#])
  func withoutText(_ body: String) throws {
    let message = try message(#"\#(body)"media_urls": ["\#(Self.url)"]"#)
    #expect(message.media == Media(urls: [Self.url]) && message.text.string.isEmpty)
    #expect(message.segments == 0)
    let both = try self.message(#""body": "See", "media_urls": ["\#(Self.url)"], "is_mms": true"#)
    #expect(both.text.string == "See" && both.media?.urls == [Self.url])
  }

  @Test("is_mms alone sends a text as MMS, and false or nothing as SMS")
  func wish() throws {
    #expect(try message(#""body": "x", "is_mms": true"#).media == Media(urls: []))
    #expect(try message(#""body": "x", "is_mms": false"#).media == nil)
    #expect(try message(#""body": "x""#).media == nil)
  }

  @Test("an MMS has no segments that limits or normalizing would be about")
  func length() throws {
    let long = String(repeating: "é", count: 1_500)
    let message = try message(#""body": "\#(long)", "is_mms": true, "normalize": "ascii""#)
    #expect(message.text.string == long && message.replacements.isEmpty)
  }

  @Test("the identity goes by the media, and that of a text is as it was")
  func identity() throws {
    let forms = [
      #""body": "x""#, #""body": "x", "is_mms": true"#,
      #""body": "x", "media_urls": ["\#(Self.url)"]"#,
      #""body": "x", "media_urls": ["https://example.com/b.jpg"]"#,
    ]
    let canonical = try forms.map { try decode($0).canonical }
    #expect(Set(canonical).count == 4)
    #expect(!String(decoding: canonical[0], as: UTF8.self).contains("m_"))
    let said = try decode(#""body": "x", "media_urls": ["\#(Self.url)"], "is_mms": true"#)
    #expect(said.canonical == canonical[2])
    #expect(try decode(#""body": "x", "is_mms": false"#).canonical == canonical[0])
  }

  struct Wrong: CustomTestStringConvertible {
    let members: String
    let message: String
    var testDescription: String { String(members.prefix(70)) }
  }

  private static func one(_ url: String, _ rule: String) -> Wrong {
    Wrong(members: #""media_urls": ["\#(url)"]"#, message: "media_urls[0]: \(rule)")
  }

  @Test(
    "what is wrong is named with its place and its repair",
    arguments: [
      Wrong(members: #""media_urls": "\#(url)""#, message: "media_urls: must be an array"),
      Wrong(
        members: #""media_urls": []"#,
        message: "media_urls: must have 1 to 10 addresses, not 0"
      ),
      Wrong(
        members: #""media_urls": [\#((0...10).map { "\"\(url)\($0)\"" }.joined(separator: ","))]"#,
        message: "media_urls: must have 1 to 10 addresses, not 11"
      ),
      Wrong(
        members: #""media_urls": ["\#(url)", 7, "\#(url)"]"#,
        message: "media_urls[1]: must be a string, not a number; media_urls[2]: is there twice"
      ),
      Wrong(
        members: #""media_urls": ["https://a.example.com/x", "HTTPS://A.Example.com/x"]"#,
        message: "media_urls[1]: is there twice"
      ),
      one("https://www.example.com/a.jpg#top", "must not have a fragment"),
      one("http://www.example.com/a.jpg", "must begin with https://"),
      one("ftp://www.example.com/a.jpg", "must begin with https://"),
      one("https://ada:secret@www.example.com/a.jpg", "must not hold a user or a password"),
      one("https://www.example.com/a b.jpg", "has a character that an address cannot have"),
      one("https://www.example.com/é.jpg", "has a character that an address cannot have"),
      one("https:///a.jpg", "must name a public host"),
      one("https://localhost/a.jpg", "must name a public host"),
      one("https://192.168.1.7/a.jpg", "must name a public host"),
      one("https://www.example.com:0/a.jpg", "must name a public host"),
      one("https://www..example.com/a.jpg", "must name a public host"),
      one(
        "https://www.example.com/\(String(repeating: "x", count: 2_000))",
        "must have 2000 characters at most"
      ),
      Wrong(
        members: #""media_urls": ["\#(url)"], "is_mms": false"#,
        message: "is_mms: cannot be false with media_urls"
      ),
      Wrong(members: #""is_mms": true"#, message: "body: is missing"),
      Wrong(members: #""body": "x", "is_mms": "true""#, message: "is_mms: must be true or false"),
    ]
  )
  func faults(_ wrong: Wrong) throws {
    let error = try #require(refusal(wrong.members))
    #expect(error.code == .invalidRequest)
    #expect(error.message.contains(wrong.message), "\(error.message)")
    #expect(!error.hint.contains("  ") && error.hint.hasSuffix("."))
  }

  @Test(
    "common addresses are taken",
    arguments: [
      "https://example.com/a.jpg", "https://www.example.com:8443/a.jpg", "HTTPS://Example.COM/a",
      "https://cdn-1.example.co.uk/~x/(1)/a.jpg?sig=a+b/c=&t=[1]", "https://xn--bcher-kva.example/",
    ]
  )
  func taken(_ url: String) {
    #expect(MediaURL.fault(of: url) == nil)
  }

  @Test("an account whose version of the API has no MMS takes none, and the fault names it")
  func oldVersion() throws {
    var rules = Sample.rules
    rules.apisWithoutMMS = ["main": "v2"]
    let error = try #require(refusal(#""media_urls": ["\#(Self.url)"]"#, rules))
    #expect(error.code == .mmsNotSupported)
    #expect(error.message.contains("media_urls: needs MMS, which the provider's v2 does not have"))
    #expect(error.hint.contains("accounts.main.api"))
    #expect(refusal(#""body": "x", "is_mms": true"#, rules)?.code == .mmsNotSupported)
    #expect(refusal(#""body": "x""#, rules) == nil)
  }

  @Test("in a batch they may be in lines and in the defaults, and read the same in both ways")
  func batch() throws {
    let header = try #require(
      try JSONParser.parse(
        Array(
          #"{"kind": "batch", "id": "b", "defaults": {"media_urls": ["\#(Self.url)"]}}"#.utf8
        )
      ).object
    )
    var reader = BatchHeaderReader(header, stem: "b", rules: Sample.rules, now: Sample.now)
    let read = reader.read()
    #expect(reader.faults.isEmpty)
    let lines = BatchLineReader(
      read,
      rules: Sample.rules,
      received: { _ in nil },
      start: Sample.now,
      now: Sample.now
    )
    let form = try #require(BatchLineForm(lines))
    let text = Array(
      (#"{"to": "12065550142", "body": "a"# + String(repeating: "é", count: 900) + "\"}").utf8
    )
    let line = BatchLines.Line(number: 2, block: text, range: text.indices, end: 0)
    let fast = try #require(BatchLineScanner.request(in: line, form))
    guard case .request(let slow) = lines.read(line) else {
      Issue.record("the line is right")
      return
    }
    #expect(fast == slow)
    let bare = try #require(try JSONParser.parse(Array(#"{"to": "12065550142"}"#.utf8)).object)
    guard case .request(let request) = lines.read(bare, line: 3),
      case .message(let message) = request.content
    else {
      Issue.record("a line needs no text of its own")
      return
    }
    #expect(message.media?.urls == [Self.url] && message.text.string.isEmpty)
  }

  // MARK: Files

  private static var serving: RequestRules {
    var rules = Sample.rules
    rules.servesMedia = true
    return rules
  }

  @Test("files are named by paths, alone or beside addresses, and are part of the identity")
  func files() throws {
    let request = try decode(
      #""media_urls": ["\#(Self.url)"], "media_files": ["a.jpg", "d/b.png"]"#,
      rules: Self.serving
    )
    guard case .message(let message) = request.content else { return }
    #expect(message.media == Media(urls: [Self.url], paths: ["a.jpg", "d/b.png"]))
    #expect(message.media?.count == 3)
    let canonical = String(decoding: request.canonical, as: UTF8.self)
    #expect(canonical.contains(#""media_files":["a.jpg","d/b.png"]"#))
    let other = try decode(#""media_files": ["d/b.png", "a.jpg"]"#, rules: Self.serving)
    let same = try decode(#""media_files": ["d/b.png", "a.jpg"], "body": """#, rules: Self.serving)
    #expect(other.canonical == same.canonical && other.canonical != request.canonical)
  }

  @Test(
    "a path leads below media/",
    arguments: [
      (#""/a.jpg""#, "must be a path below media/"), (#""../a.jpg""#, "must lead to a file"),
      (#""a/../b.jpg""#, "must lead to a file"), (#""./a.jpg""#, "must lead to a file"),
      (#""a//b.jpg""#, "must lead to a file"), (#""a/""#, "must lead to a file"),
      (#""..""#, "must lead to a file"), (#""""#, "must have 1 to 1024 bytes"),
      (#""a\nb""#, "has a control character"), ("7", "must be a string"),
      (#""a.jpg", "a.jpg""#, "is there twice"), ("", "must have 1 to 10 paths"),
    ]
  )
  func paths(_ paths: String, _ rule: String) {
    let error = refusal(#""media_files": [\#(paths)]"#, Self.serving)
    #expect(error?.message.contains(rule) == true, "\(error?.message ?? "")")
  }

  @Test("there are ten at most with the addresses, and none where nothing serves them")
  func limits() {
    let paths = (1...10).map { "\"\($0).jpg\"" }.joined(separator: ", ")
    #expect(refusal(#""media_files": [\#(paths)]"#, Self.serving) == nil)
    let both = refusal(#""media_urls": ["\#(Self.url)"], "media_files": [\#(paths)]"#, Self.serving)
    #expect(both?.message.contains("must have 10 at most together, not 11") == true)
    let unserved = refusal(#""media_files": ["a.jpg"]"#)
    #expect(unserved?.code == .mediaNotServed)
    #expect(unserved?.hint.contains("listener.public_url") == true)
    let text = refusal(#""media_files": ["a.jpg"], "is_mms": false"#, Self.serving)
    #expect(text?.message.contains("cannot be false with media_files") == true)
  }
}
