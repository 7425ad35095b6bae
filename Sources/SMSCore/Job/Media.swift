/// What makes a message an MMS: what it carries besides its text.
package struct Media: Hashable, Sendable {
  /// The most that one message carries.
  package static let most = 10
  /// The most bytes that the provider takes in one MMS, its text included.
  package static let largest = 750_000

  /// Where the provider fetches them; none for a text that is only to be sent as MMS.
  package var urls: [String]

  package init(urls: [String]) {
    self.urls = urls
  }
}

extension Media: CustomStringConvertible {
  /// Redacted for logs: an address may give access to what lies there.
  package var description: String { "<\(urls.count) media>" }
}

/// What a message says, its text and its media, as one run of bytes.
///
/// That of a text is its UTF-8. That of an MMS goes on with a byte that no UTF-8 has, and the addresses
/// of its media, one a line. So the bytes of any two contents are different.
package struct MessageContent: Hashable, Sendable {
  private static let separator: UInt8 = 0xFF

  package var text: MessageText
  /// nil: it is sent as SMS.
  package var media: Media?

  package init(text: MessageText, media: Media?) {
    self.text = text
    self.media = media
  }

  package init(bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: Self.separator) else {
      self.init(text: MessageText(String(decoding: bytes, as: UTF8.self)), media: nil)
      return
    }
    let urls = bytes[(end + 1)...].split(separator: UInt8(ascii: "\n"))
    self.init(
      text: MessageText(String(decoding: bytes[..<end], as: UTF8.self)),
      media: Media(urls: urls.map { String(decoding: $0, as: UTF8.self) })
    )
  }

  package var bytes: [UInt8] {
    guard let media else { return Array(text.string.utf8) }
    return text.string.utf8 + [Self.separator] + media.urls.joined(separator: "\n").utf8
  }
}
