internal import SMSCore

/// Removes the addresses of an MMS's media from the provider's words.
///
/// One that is known is called by its place in the request, as in `media_urls[0]` or `media_files[0]`;
/// any other address may be one of them in another notation.
struct MediaRedaction {
  private static let ends: Set<Character> = ["\"", "'", "<", ">", " ", "\n", "\t", "\r"]

  /// How the names of addresses begin that lie elsewhere.
  static let foreign = "media_urls["

  private let urls: [String]
  /// How the addresses of copies end.
  private let copies: [String]

  init(of media: Media) {
    urls = media.urls
    copies = media.copies.map { copies in copies.names.map { "/\(copies.key)/\($0)" } } ?? []
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
    if let place = urls.firstIndex(where: { address == $0 || address.dropLast() == $0 }) {
      return "\(Self.foreign)\(place)]"
    }
    let place = copies.firstIndex { address.hasSuffix($0) || address.dropLast().hasSuffix($0) }
    return place.map { "media_files[\($0)]" } ?? "…"
  }
}
