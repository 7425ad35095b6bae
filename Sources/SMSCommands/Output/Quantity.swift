/// A count with its noun: `1 segment`, `2 segments`.
enum Quantity {
  static func of(_ count: some BinaryInteger, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
