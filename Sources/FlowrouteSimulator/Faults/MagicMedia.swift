/// Hosts whose files the simulated provider cannot take, so that no fault has to be set.
///
/// | the host begins with | the answer is 422 with |
/// |---|---|
/// | `too-large.` | `Error fetching media: File at "…" is over 767840 byte limit.`, the provider's words |
/// | `missing.` | `Error fetching media: File at "…" could not be fetched.`, which are ours |
enum MagicMedia {
  /// What is wrong with the first file that cannot be taken; nil if all can.
  static func fault(of urls: [String]) -> String? {
    for url in urls {
      let host = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
      if host.hasPrefix("too-large.") {
        return "Error fetching media: File at \"\(url)\" is over 767840 byte limit."
      }
      if host.hasPrefix("missing.") {
        return "Error fetching media: File at \"\(url)\" could not be fetched."
      }
    }
    return nil
  }
}
