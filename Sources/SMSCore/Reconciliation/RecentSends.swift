/// The last messages of an account that the provider accepted, by its ids.
///
/// They show whether its list keeps texts as they were sent.
struct RecentSends: Sendable {
  static let capacity = 1000

  private var digests: [String: TextDigest] = [:]
  private var ids = Deque<String>()

  mutating func note(_ id: String, _ digest: TextDigest) {
    guard digests.updateValue(digest, forKey: id) == nil else { return }
    ids.append(id)
    if ids.count > Self.capacity, let oldest = ids.popFirst() { digests[oldest] = nil }
  }

  subscript(id: String) -> TextDigest? { digests[id] }
}

/// The texts of recently sent login codes.
///
/// A code in doubt is sent again instead of being looked for, so the list may show codes whose ids
/// the ledger does not know; they are not messages. Only the text around a code is kept, never the
/// code.
struct RecentCodes: Sendable {
  static let capacity = 1000

  private struct Text: Hashable {
    /// The text before, between and after the code.
    var parts: [String]
    var length: Int

    init(_ template: MessageText, length: Int) {
      parts = ComparableText(template).string.split(
        separator: CodeTemplate.placeholder,
        omittingEmptySubsequences: false
      ).map(String.init)
      self.length = length
    }

    func fits(_ text: ComparableText) -> Bool {
      guard parts.count > 1, let first = parts.first, text.string.hasPrefix(first) else {
        return false
      }
      let code = String(text.string.dropFirst(first.count).prefix(length))
      return code.count == length && code.allSatisfy { $0.isASCII && $0.isNumber }
        && parts.joined(separator: code) == text.string
    }
  }

  private var texts: [Parties: Set<Text>] = [:]
  private var order = Deque<Parties>()

  mutating func note(_ template: MessageText, length: Int, between parties: Parties) {
    let text = Text(template, length: length)
    guard texts[parties, default: []].insert(text).inserted else { return }
    order.append(parties)
    if order.count > Self.capacity, let oldest = order.popFirst() { texts[oldest] = nil }
  }

  /// Whether a record's text is that of such a code.
  func explain(_ text: ComparableText, between parties: Parties) -> Bool {
    texts[parties]?.contains { $0.fits(text) } ?? false
  }
}
