/// Files that the simulated provider cannot take.
///
/// | the host begins with | the answer is 422 with |
/// |---|---|
/// | `too-large.` | `Error fetching media: File at "…" is over 767840 byte limit.`, the provider's words |
/// | `missing.` | `Error fetching media: File at "…" could not be fetched.`, which are ours |
///
/// Files at http addresses of this machine are fetched, and get the same answers where they deserve
/// them; no others are.
enum MagicMedia {
  /// The largest file that the provider takes.
  static let largest = 767_840

  /// What is wrong with the first file whose host has a magic name; nil if none has.
  static func fault(of urls: [String]) -> String? {
    for url in urls {
      let host = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
      if host.hasPrefix("too-large.") { return tooLarge(url) }
      if host.hasPrefix("missing.") { return notFetched(url) }
    }
    return nil
  }

  static func tooLarge(_ url: String) -> String {
    "Error fetching media: File at \"\(url)\" is over \(largest) byte limit."
  }

  static func notFetched(_ url: String) -> String {
    "Error fetching media: File at \"\(url)\" could not be fetched."
  }
}
