/// The rules for an address from which the provider fetches a file.
enum MediaURL {
  /// The most characters of one.
  static let longest = 2_000

  private static let scheme = "https://"

  /// What is wrong with an address, and how to repair it; nil if nothing is.
  static func fault(of url: String) -> (rule: String, repair: String)? {
    guard url.lowercased().hasPrefix(scheme) else {
      return (
        "must begin with https://", "Put the file where the provider can fetch it by https."
      )
    }
    guard url.utf8.count <= longest else {
      return ("must have \(longest) characters at most", "Give a shorter address of the file.")
    }
    guard url.utf8.allSatisfy(isAllowed) else {
      return (
        "has a character that an address cannot have",
        "Write blanks and characters outside ASCII percent-encoded, as in %20."
      )
    }
    guard !url.contains("#") else {
      return ("must not have a fragment", "Leave out the # and what follows; no server gets it.")
    }
    let authority = authority(of: url)
    guard !authority.contains("@") else {
      return (
        "must not hold a user or a password",
        "Give an address that needs none; one with a random part is hard to guess."
      )
    }
    return host(in: authority)
  }

  /// Whether two addresses differ in nothing but the case of their scheme and host.
  static func areSame(_ url: String, _ other: String) -> Bool {
    url.utf8.count == other.utf8.count && comparable(url) == comparable(other)
  }

  private static func comparable(_ url: String) -> String {
    let authority = authority(of: url)
    return authority.lowercased() + url[authority.endIndex...]
  }

  private static func authority(of url: String) -> Substring {
    url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
  }

  /// The characters of RFC 3986, the percent sign included.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
  }

  private static func host(in authority: Substring) -> (rule: String, repair: String)? {
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    let isNumbered = parts.count < 2 || UInt16(parts[1]).map { $0 > 0 } == true
    let labels = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count < 3, isNumbered, labels.count > 1,
      labels.allSatisfy({ !$0.isEmpty || $0.endIndex == parts[0].endIndex }),
      labels.last(where: { !$0.isEmpty })?.contains(where: \.isLetter) == true
    else {
      return (
        "must name a public host", "Write it like https://www.example.com/picture.jpg."
      )
    }
    return nil
  }
}
