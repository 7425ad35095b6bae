internal import SMSCore
internal import SMSJSON

/// What the body of an unsuccessful answer says, in whatever form.
///
/// The documented form is `{"errors": [{"id", "status", "title", "detail"}]}`. Also seen: an
/// object instead of the array, a detail that is not a string, a single `error`, a gateway's web
/// page, and an empty body.
///
/// Source: developer.flowroute.com/api/errors.
struct ProviderFault: Equatable {
  /// The provider's words without the message's text, at most 500 characters; nil if none.
  var detail: String?
  /// The id to quote to the provider's support.
  var errorID: String?
  /// Whether it mentions 1110, "User Opted Out (STOP)".
  var isOptOut = false
  /// Whether it says that the account lacks funds, balance or credit.
  var isAboutFunds = false
  /// What is wrong with the media of an MMS; nil if the words are not about that.
  ///
  /// Source: developer.flowroute.com/api/errors: "Error fetching media: File at "…" is over 767840 byte
  /// limit."
  var mediaCode: ErrorCode?

  /// - Parameters:
  ///   - body: The answer's body, possibly truncated.
  ///   - text: The message's text, which must not appear.
  ///   - media: The media of an MMS, whose addresses must not appear; nil for a text.
  init(body: [UInt8], text: MessageText?, media: Media? = nil) {
    let redaction = TextRedaction(of: text)
    let root = LenientJSONParser.value(of: body)
    switch root {
    case .object, .array:
      guard let root else { break }
      let errors = Self.errors(of: root)
      let found = errors.compactMap(Self.words).joined(separator: "; ")
      let words = media.map { MediaRedaction(of: $0).withoutAddresses(found) } ?? found
      detail = Self.presentable(words, redaction)
      errorID = errors.compactMap { $0["id"]?.text }.first { MessageID.isAcceptable($0) }
      isOptOut = errors.contains { $0.mentions("1110", redaction: redaction) }
    default:
      guard !Self.isCompressed(body) else { break }
      let page = Self.withoutMarkup(String(decoding: body.prefix(8_192), as: UTF8.self))
      let words = media.map { MediaRedaction(of: $0).withoutAddresses(page) } ?? page
      detail = Self.presentable(words, redaction)
    }
    mediaCode = detail.flatMap(Self.mediaCode)
    isAboutFunds = detail.map(Self.speaksOfFunds) ?? false
  }

  /// Whether a body is HTML or XML, which the provider's API never sends.
  static func isPage(_ body: [UInt8]) -> Bool {
    let start = body.drop { $0 <= UInt8(ascii: " ") || [0xEF, 0xBB, 0xBF].contains($0) }
    return start.first == UInt8(ascii: "<")
  }

  /// Whether a body is compressed (gzip, zstd) although we did not ask for that, or contains a NUL,
  /// which text never does.
  private static func isCompressed(_ body: [UInt8]) -> Bool {
    body.starts(with: [0x1F, 0x8B]) || body.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      || body.contains(0)
  }

  /// Whether a body is complete JSON that reports errors.
  static func reportsErrors(_ body: [UInt8]) -> Bool {
    switch LenientJSONParser.wholeValue(of: body)?["errors"] {
    case nil, .null, .array([]), .string(""): false
    case .object(let errors): !errors.isEmpty
    default: true
    }
  }

  /// Whether the words mention insufficient funds, which providers phrase in many ways.
  private static func speaksOfFunds(_ detail: String) -> Bool {
    let words = detail.lowercased()
    let want = [
      "sufficient", "not enough", "out of", "no remaining", "no more", "too low",
      "exhausted", "exceed", "negative", "depleted", "ran out", "top up", "recharge",
    ]
    return want.contains(where: words.contains)
      && ["fund", "balance", "credit"].contains(where: words.contains)
  }

  /// Reads an answer to a list call.
  ///
  /// Any text of the account may appear in it, so only the strings of documented members are taken.
  ///
  /// - Parameter body: The answer's body, possibly truncated.
  init(ofList body: [UInt8]) {
    guard let errors = LenientJSONParser.value(of: body)?["errors"] else { return }
    let list = Self.errors(of: .object(JSONObject([("errors", errors)])))
    let words = list.flatMap { [$0["title"]?.text, $0["detail"]?.text].compactMap(\.self) }
    detail = Self.presentable(words.joined(separator: ": "), TextRedaction(of: nil))
    errorID = list.compactMap { $0["id"]?.text }.first { MessageID.isAcceptable($0) }
  }

  private static func mediaCode(_ detail: String) -> ErrorCode? {
    let words = detail.lowercased()
    guard words.contains("media") else { return nil }
    if words.contains("limit") || words.contains("too large") { return .mediaTooLarge }
    return words.contains("fetch") ? .mediaNotFetched : nil
  }

  private static func errors(of root: JSONValue) -> [JSONValue] {
    let errors = root["errors"] ?? root["error"] ?? root
    guard case .array(let list) = errors else { return [errors] }
    return list
  }

  /// `title: detail` of one error.
  private static func words(of error: JSONValue) -> String? {
    if let text = error.text { return text }
    let detail = (error["detail"] ?? error["message"] ?? error["description"]).flatMap(text)
    let parts = [error["title"].flatMap(text), detail].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ": ")
  }

  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string: value.text
    case .null, .array([]): nil
    case .object(let object) where object.isEmpty: nil
    default: value.withoutTexts
    }
  }

  /// A gateway's web page without its tags.
  private static func withoutMarkup(_ page: String) -> String {
    var isInTag = false
    var text = ""
    for character in page {
      switch character {
      case "<": isInTag = true
      case ">" where isInTag:
        isInTag = false
        text.append(" ")
      case _ where !isInTag: text.append(character)
      default: break
      }
    }
    return text
  }

  /// One line without control characters and without the text; nil if nothing is left.
  ///
  /// At most 500 characters and 2,000 code points: a character may consist of any number of them.
  private static func presentable(_ words: String, _ redaction: TextRedaction) -> String? {
    // Twice the final length bounds the work; redaction only makes it shorter.
    let start = String(String.UnicodeScalarView(words.prefix(1_000).unicodeScalars.prefix(4_000)))
    let line = redaction.withoutTextAndCodes(start).prefix(500)
    return line.isEmpty ? nil : String(String.UnicodeScalarView(line.unicodeScalars.prefix(2_000)))
  }
}
