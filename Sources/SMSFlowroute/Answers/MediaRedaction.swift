internal import SMSCore

/// Removes the addresses of an MMS's media from the provider's words.
///
/// One that is known is called by its place in the request, as in `media_urls[0]`; any other address
/// may be one of them in another notation.
struct MediaRedaction {
  private static let ends: Set<Character> = ["\"", "'", "<", ">", " ", "\n", "\t", "\r"]

  private let urls: [String]

  init(of media: Media) {
    urls = media.urls
  }

  func withoutAddresses(_ words: String) -> String {
    var result = ""
    var rest = Substring(words)
    while let start = Self.start(in: rest) {
      result += rest[..<start]
      let address = rest[start...].prefix { !Self.ends.contains($0) }
      result += name(of: address)
      rest = rest[address.endIndex...]
    }
    return result + rest
  }

  private static func start(in words: Substring) -> String.Index? {
    words.indices.first { index in
      let rest = words[index...].prefix(8).lowercased()
      return rest.hasPrefix("http://") || rest.hasPrefix("https://")
    }
  }

  private func name(of address: Substring) -> String {
    let place = urls.firstIndex { address == $0 || address.dropLast() == $0 }
    return place.map { "media_urls[\($0)]" } ?? "…"
  }
}
