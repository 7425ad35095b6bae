/// The page and the filter that a call for a list of numbers asks for.
struct NumberQuery {
  /// The provider's maximum.
  private static let largestLimit = 200
  private static let usualLimit = 10

  let limit: Int
  let offset: Int
  private let query: [String: String]

  /// Parses the query; nil if a member is malformed.
  init?(_ query: [String: String]) {
    guard let limit = query["limit"].map({ Int($0) }) ?? Self.usualLimit,
      (1...Self.largestLimit).contains(limit),
      let offset = query["offset"].map({ Int($0) }) ?? 0, offset >= 0,
      ["starts_with", "contains", "ends_with"].allSatisfy({ Self.isDigits(query[$0]) })
    else { return nil }
    self.limit = limit
    self.offset = offset
    self.query = query
  }

  private static func isDigits(_ text: String?) -> Bool {
    let digits = text?.utf8.first == UInt8(ascii: "+") ? text?.utf8.dropFirst() : text?.utf8[...]
    return digits?.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? true
  }

  /// Whether a number has the digits asked for; without `+`, the first ones follow the 1.
  func fits(_ number: UInt64) -> Bool {
    let digits = String(number)
    let start = query["starts_with"].map { $0.hasPrefix("+") ? String($0.dropFirst()) : "1" + $0 }
    return start.map { digits.hasPrefix($0) } ?? true
      && query["contains"].map { digits.contains($0) || $0.isEmpty } ?? true
      && query["ends_with"].map { digits.hasSuffix($0) } ?? true
  }

  /// Whether a number is of the kind and from the place asked for; case does not matter.
  func fits(_ place: NumberPlace) -> Bool {
    Self.agrees(query["state"], place.state)
      && Self.agrees(query["rate_center"], place.rateCenter)
      && Self.agrees(query["number_type"], place.kind)
  }

  func fits(alias: String?) -> Bool { query["alias"].map { $0 == alias } ?? true }

  private static func agrees(_ wanted: String?, _ value: String?) -> Bool {
    wanted.map { $0.lowercased() == value?.lowercased() } ?? true
  }

  /// The page of what was found, and the query for the next one; nil on the last.
  func page<Entry>(of found: [Entry]) -> (page: ArraySlice<Entry>, next: String?) {
    let page = found.dropFirst(offset).prefix(limit)
    let hasMore = found.count > offset + page.count
    return (page, hasMore ? "?limit=\(limit)&offset=\(offset + limit)" : nil)
  }
}
