internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// What the rows of a report on cost are about.
enum CostDimension: String, CaseIterable {
  case account
  case spool
  case sender
  case batch
  case day
}

/// What was sent by our own count, in rows.
struct CostReport {
  /// The sums of a row.
  private struct Sums {
    var sent = SegmentCount()
    var uncertain = SegmentCount()
    var cost = Money.zero
    /// Whether all accounts in it have a price.
    var isPriced = true
  }

  private let dimensions: [CostDimension]
  private let prices: [String: Prices]
  private var sums: [[String]: Sums] = [:]
  private var all = Sums()
  /// The accounts without a price.
  private(set) var unpriced: Set<String> = []

  /// - Parameters:
  ///   - dimensions: A row for each of these together.
  ///   - prices: What messages cost, by account.
  init(by dimensions: [CostDimension], prices: [String: Prices]) {
    self.dimensions = dimensions
    self.prices = prices
  }

  mutating func add(_ tally: SentTally) {
    let cost = Self.cost(of: tally.sent, at: prices[tally.key.account] ?? Prices())
    if cost == nil { unpriced.insert(tally.key.account) }
    let name = dimensions.map { dimension in
      switch dimension {
      case .account: tally.key.account
      case .spool: tally.key.spool
      case .sender: tally.key.sender.digits
      case .batch: tally.key.batch ?? ""
      case .day: CostDay.name(tally.key.day)
      }
    }
    Self.add(tally, cost, to: &sums[name, default: Sums()])
    Self.add(tally, cost, to: &all)
  }

  /// What messages cost; nil if a price is missing for some of them.
  private static func cost(of count: SegmentCount, at prices: Prices) -> Money? {
    var cost = Money.zero
    if count.mms > 0 {
      guard let price = prices.perMMS else { return nil }
      cost += Money(price) * count.mms
    }
    if count.mms == 0 || count.messages > count.mms {
      guard let price = prices.perSegment else { return nil }
      cost += Money(price) * count.segments
    }
    return cost
  }

  private static func add(_ tally: SentTally, _ cost: Money?, to sums: inout Sums) {
    sums.sent += tally.sent
    sums.uncertain += tally.uncertain
    if let cost { sums.cost += cost } else { sums.isPriced = false }
  }

  var columns: [ReportColumn] {
    dimensions.map { ReportColumn($0.rawValue, isNumber: false) }
      + ["messages", "segments", "cost", "uncertain", "mms"].map { ReportColumn($0) }
  }

  /// The rows by name; of several, their sum comes first.
  var rows: [ReportRow] {
    let rows = sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { name, sums in
        ReportRow(cells: name.map { $0.isEmpty ? .null : .string($0) } + Self.cells(sums))
      }
    guard rows.count > 1 else { return rows }
    return [ReportRow(cells: CostDay.sumNames(dimensions.count) + Self.cells(all), isSum: true)]
      + rows
  }

  private static func cells(_ sums: Sums) -> [JSONValue] {
    [
      .number(JSONNumber(Int64(sums.sent.messages))),
      .number(JSONNumber(Int64(sums.sent.segments))),
      sums.isPriced ? sums.cost.json : .null, .number(JSONNumber(Int64(sums.uncertain.messages))),
      .number(JSONNumber(Int64(sums.sent.mms))),
    ]
  }
}

/// What the provider's records say, in rows.
struct ReportedCostReport {
  private let dimensions: [CostDimension]
  private var sums: [[String]: ReportedTally] = [:]
  private var all: [Bool: ReportedTally] = [:]

  init(by dimensions: [CostDimension]) {
    self.dimensions = dimensions
  }

  mutating func add(_ tally: ReportedTally) {
    let name = dimensions.map { dimension in
      switch dimension {
      case .account: tally.key.account
      case .spool, .batch: ""
      case .sender: tally.key.number?.digits ?? ""
      case .day: tally.key.day.map(CostDay.name) ?? ""
      }
    }
    Self.add(tally, to: &sums[name + [Self.direction(tally.key.isOutbound)]])
    Self.add(tally, to: &all[tally.key.isOutbound])
  }

  private static func add(_ tally: ReportedTally, to sum: inout ReportedTally?) {
    if sum == nil { sum = tally } else { sum?.add(tally) }
  }

  private static func direction(_ isOutbound: Bool) -> String {
    isOutbound ? "outbound" : "inbound"
  }

  var columns: [ReportColumn] {
    dimensions.map { ReportColumn($0.rawValue, isNumber: false) }
      + [ReportColumn("direction", isNumber: false)]
      + ["messages", "segments", "amount", "charged", "unpriced"].map { ReportColumn($0) }
  }

  /// The rows by name; of several in one direction, their sum comes first.
  var rows: [ReportRow] {
    let rows = sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { name, tally in
        ReportRow(cells: name.map { $0.isEmpty ? .null : .string($0) } + Self.cells(tally))
      }
    guard rows.count > all.count else { return rows }
    let totals = all.sorted { $0.key && !$1.key }.map { isOutbound, tally in
      ReportRow(
        cells: CostDay.sumNames(dimensions.count) + [.string(Self.direction(isOutbound))]
          + Self.cells(tally),
        isSum: true
      )
    }
    return totals + rows
  }

  private static func cells(_ tally: ReportedTally) -> [JSONValue] {
    [
      .number(JSONNumber(Int64(tally.messages))),
      tally.segments.map { .number(JSONNumber(Int64($0))) } ?? .null,
      tally.unpriced < tally.messages ? Money(nanos: Int128(tally.amount)).json : .null,
      tally.charged.map { Money(nanos: Int128($0)).json } ?? .null,
      .number(JSONNumber(Int64(tally.unpriced))),
    ]
  }
}

/// Money in billionths of its unit, so that sums are exact.
struct Money: Equatable {
  static let zero = Money(nanos: 0)
  private static let unit: Int128 = 1_000_000_000

  private(set) var nanos: Int128

  init(nanos: Int128) {
    self.nanos = nanos
  }

  /// The price of a segment or an MMS, at most a thousand units.
  init(_ price: Double) {
    nanos = Int128((price * 1_000_000_000).rounded())
  }

  static func * (price: Money, count: Int) -> Money { Money(nanos: price.nanos * Int128(count)) }

  static func += (left: inout Money, right: Money) { left.nanos += right.nanos }

  /// Such as `12.0040`: four places at least, and as many as it takes.
  var text: String {
    let (whole, rest) = nanos.magnitude.quotientAndRemainder(dividingBy: Self.unit.magnitude)
    var places = String(rest)
    places = String(repeating: "0", count: 9 - places.count) + places
    while places.count > 4, places.last == "0" { places.removeLast() }
    return "\(nanos < 0 ? "-" : "")\(whole).\(places)"
  }

  var json: JSONValue { JSONNumber(validating: text).map { .number($0) } ?? .null }
}

/// Days, as reports name them.
enum CostDay {
  /// A day since 1970 as a date, such as `2026-11-30`.
  static func name(_ day: Int) -> String {
    String(Stamp.text(WallTime(milliseconds: Int64(day) * 86_400_000)).prefix(10))
  }

  /// The names of a row that adds up all others.
  static func sumNames(_ count: Int) -> [JSONValue] {
    [JSONValue.string("(all)")] + [JSONValue](repeating: .null, count: max(0, count - 1))
  }
}
