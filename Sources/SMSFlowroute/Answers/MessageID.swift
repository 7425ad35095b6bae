internal import SMSJSON

/// The provider's ids, which are opaque but end up in file names, URLs and logs.
enum MessageID {
  /// Whether a text is usable as an id: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with `.`.
  static func isAcceptable(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// The id in the answer to a send, at `data.id`; nil if none can be read.
  ///
  /// The body may be truncated or malformed; the message was accepted nevertheless.
  static func inAnswer(_ body: [UInt8]) -> String? {
    guard let root = LenientJSONParser.value(of: body) else { return nil }
    let id = (root["data"]?["id"] ?? root["id"])?.text
    return id.flatMap { isAcceptable($0) ? $0 : nil }
  }
}
