/// The ids that retries of one message bear.
///
/// After `order-7` come `order-7.retry-1`, `order-7.retry-2` and so on.
struct RetryName {
  private static let mark = ".retry-"

  /// The id made last; the original's before the first.
  private(set) var current: String
  private let stem: Substring
  private var count: Int

  /// Starts from the id of the message that is sent again, itself a retry or not.
  init(of id: String) {
    current = id
    let digits = id.utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let head = id.dropLast(digits.count)
    // More than nine digits were not counted by this type.
    if head.hasSuffix(Self.mark), digits.count <= 9, let number = Int(id.suffix(digits.count)) {
      stem = head.dropLast(Self.mark.count)
      count = number
    } else {
      stem = id[...]
      count = 0
    }
  }

  /// The next id.
  mutating func next() -> String {
    count += 1
    current = "\(stem)\(Self.mark)\(count)"
    return current
  }
}
