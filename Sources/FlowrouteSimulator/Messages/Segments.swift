/// How a text is segmented and priced; source: developer.flowroute.com/docs, message length.
struct Segments: Equatable, Sendable {
  /// 0 for ASCII, 8 for UCS-2, as a record's `message_encoding`.
  let encoding: UInt8

  /// The number of segments, 1 or more.
  let count: Int32

  /// The price of a segment, in billionths of a dollar.
  static let nanodollars = 4_000_000

  /// Counts segments: up to 160 ASCII characters are one, more are cut at 140; with any other
  /// character in the text, at 70 UTF-16 units.
  init(of text: String) {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      let length = text.utf8.count
      encoding = 0
      count = length <= 160 ? 1 : Int32(length + 139) / 140
    } else {
      encoding = 8
      count = Int32(text.utf16.count + 69) / 70
    }
  }

  /// The price in billionths of a dollar.
  var price: Int { Int(count) * Self.nanodollars }

  /// The price as the provider displays it, such as `$0.0040`.
  var displayedPrice: String {
    let tenThousandths = price / 100_000
    let digits = String(tenThousandths % 10_000)
    return "$\(tenThousandths / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
