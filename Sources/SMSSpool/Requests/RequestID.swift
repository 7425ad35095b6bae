/// A producer's idempotency key, which also names the result file.
package enum RequestID {
  /// The longest id in characters, so that `<id>.json` is a valid name on every file system.
  package static let longest = 128

  /// The rule in words, to be put after the member's name.
  package static let rule =
    "must be 1 to 128 of the characters A-Z a-z 0-9 . _ - and must not start with a dot"

  /// Whether the text is a valid id; every valid id is a safe file name.
  package static func isValid(_ text: String) -> Bool {
    let bytes = text.utf8
    return bytes.first.map { $0 != UInt8(ascii: ".") } ?? false
      && bytes.count <= longest && bytes.allSatisfy(isAllowed)
  }

  /// The rule for an `ack` in words, to be put after the member's name.
  package static let ackRule =
    "must be 1 to 64 of the characters A-Z a-z 0-9 . _ - and must not start with a dot"

  /// Whether the text is a valid `ack`: an id of at most 64 characters.
  package static func isAck(_ text: String) -> Bool { isValid(text) && text.utf8.count <= 64 }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default:
      false
    }
  }
}
