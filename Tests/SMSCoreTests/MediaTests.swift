import Testing

@testable import SMSCore

struct MediaTests {
  private static let urls = ["https://example.com/a.jpg", "https://example.com/b.png"]

  private static let copies = MediaCopies(
    key: MediaCopies.key { 0x0123_4567_89AB_CDEF },
    files: [
      MediaCopies.File(suffix: "jpg", digest: "00ff"),
      MediaCopies.File(suffix: "3gp", digest: "01"),
    ]
  )

  @Test("a key has 64 characters, and copies have their numbers and types as names")
  func keys() {
    let key = Self.copies.key
    #expect(key == String(repeating: "0123456789abcdef", count: 4) && MediaCopies.isKey(key))
    for wrong in [
      "", key + "0", String(key.dropLast()), key.uppercased(), "../" + key.dropFirst(3),
    ] {
      #expect(!MediaCopies.isKey(wrong))
    }
    #expect(MediaCopies.key { 1 }.hasPrefix("000000000000000100"))
    #expect(Self.copies.names == ["1.jpg", "2.3gp"])
    #expect(!"\(Self.copies) \(Media(urls: [], copies: Self.copies))".contains("0123"))
  }

  @Test("contents are compared by what is in their files, not by where copies lie")
  func comparable() {
    var elsewhere = Self.copies
    elsewhere.key = MediaCopies.key { 7 }
    var other = Self.copies
    other.files[0].digest = "00fe"
    let contents = [Self.copies, elsewhere, other].map {
      MessageContent(text: MessageText("a"), media: Media(urls: [], copies: $0)).comparableBytes
    }
    #expect(contents[0] == contents[1] && contents[0] != contents[2])
    let plain = MessageContent(text: MessageText("a"), media: Media(urls: Self.urls))
    #expect(plain.comparableBytes == plain.bytes)
  }

  @Test("every type that is sent has a suffix of its own, and no page is among them")
  func types() {
    #expect(Set(MediaType.sent.keys).isSubset(of: MediaType.suffixes))
    #expect(MediaType.sent.values.allSatisfy { !$0.contains("svg") && !$0.contains("html") })
  }

  @Test(
    "the bytes of a content give it back",
    arguments: [
      MessageContent(text: MessageText("Hello"), media: nil),
      MessageContent(text: MessageText("Grüße\n☃"), media: Media(urls: [])),
      MessageContent(text: MessageText(""), media: Media(urls: urls)),
      MessageContent(text: MessageText("See"), media: Media(urls: urls)),
      MessageContent(text: MessageText("See"), media: Media(urls: urls, paths: ["a b/ü.jpg"])),
      MessageContent(text: MessageText(""), media: Media(urls: [], copies: copies)),
      MessageContent(text: MessageText("See"), media: Media(urls: urls, copies: copies)),
    ]
  )
  func bytes(_ content: MessageContent) {
    #expect(MessageContent(bytes: content.bytes) == content)
  }

  @Test("different contents have different bytes, and that of a text is its UTF-8")
  func different() {
    let contents = [
      MessageContent(text: MessageText("a"), media: nil),
      MessageContent(text: MessageText("a"), media: Media(urls: [])),
      MessageContent(text: MessageText("a"), media: Media(urls: Self.urls)),
      MessageContent(text: MessageText("a"), media: Media(urls: Self.urls.reversed())),
      MessageContent(text: MessageText("a" + Self.urls[0]), media: Media(urls: [Self.urls[1]])),
    ]
    #expect(Set(contents.map(\.bytes)).count == contents.count)
    #expect(contents[0].bytes == [0x61])
  }

  @Test("the seal covers the media, and a log shows none of them")
  func seal() throws {
    let phone = try PhoneNumber(parsing: "12065550142")
    let text = MessageText("Hello")
    let plain = Envelope(to: phone, from: phone, text: text)
    let wished = Envelope(to: phone, from: phone, text: text, media: Media(urls: []))
    let media = Envelope(to: phone, from: phone, text: text, media: Media(urls: Self.urls))
    #expect(Set([plain, wished, media].map(\.sealedBytes)).count == 3)
    #expect(plain.segments == 1 && wished.segments == 0 && media.segments == 0)
    #expect(!"\(Media(urls: Self.urls))".contains("example"))
  }

  @Test("an MMS costs its own price, whatever its text")
  func price() {
    let prices = Prices(perSegment: 0.004, perMMS: 0.01)
    #expect(prices.price(ofSegments: 3) == 0.012 && prices.price(ofSegments: nil) == 0.01)
    #expect(Prices(perSegment: 0.004).price(ofSegments: nil) == nil)
    #expect(Prices(perMMS: 0.01).price(ofSegments: 1) == nil)
  }
}
