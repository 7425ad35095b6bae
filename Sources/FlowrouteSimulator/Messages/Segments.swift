/// How a text is cut and priced; source: developer.flowroute.com/docs, message length.
struct Segments: Equatable, Sendable {
  /// 0 for ASCII, 8 for UCS-2, as a record's `message_encoding`.
  let encoding: UInt8

  /// Segments, 1 or more.
  let count: Int32

  /// Price of a segment, in billionths of a dollar.
  static let nanodollars = 4_000_000

  /// Cuts a text: 160 ASCII characters in one segment, else 140 each; 70 UTF-16 units each as soon
  /// as one character is not ASCII.
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
