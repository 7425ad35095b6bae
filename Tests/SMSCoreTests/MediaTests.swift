import Testing

@testable import SMSCore

struct MediaTests {
  private static let urls = ["https://example.com/a.jpg", "https://example.com/b.png"]

  @Test(
    "the bytes of a content give it back",
    arguments: [
      MessageContent(text: MessageText("Hello"), media: nil),
      MessageContent(text: MessageText("Grüße\n☃"), media: Media(urls: [])),
      MessageContent(text: MessageText(""), media: Media(urls: urls)),
      MessageContent(text: MessageText("See"), media: Media(urls: urls)),
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
