internal import SMSCore
internal import SMSJSON

extension ReportedCost {
  /// Reads what a record says about its price; nil if it says nothing.
  ///
  /// `price_details` stands beside the attributes in some answers, and among them in others; amounts
  /// are strings here and numbers there.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.2, "Look up a message" and "Send an SMS".
  init?(_ record: JSONValue) {
    let attributes = record["attributes"] ?? record
    let details = record["price_details"] ?? attributes["price_details"]
    self.init(
      amount: Self.whole(attributes["amount_nanodollars"])
        ?? Self.nanodollars(attributes["amount_display"]),
      charged: Self.nanodollars(details?["charged_cost"]),
      segments: Self.whole(details?["segment_count"]).flatMap { Int(exactly: $0) }
    )
    if self == ReportedCost() { return nil }
  }

  private static func whole(_ value: JSONValue?) -> Int64? {
    switch value {
    case .string(let text): Int64(text)
    case .number(let number): number.int64 ?? number.double.flatMap { Int64(exactly: $0) }
    default: nil
    }
  }

  /// Dollars such as `"$0.0040"`, `"0.004"` or `0.004`, in billionths.
  private static func nanodollars(_ value: JSONValue?) -> Int64? {
    let dollars: Double? =
      switch value {
      case .string(let text): Double(text.filter { $0 != "$" && $0 != "," && $0 != " " })
      case .number(let number): number.double
      default: nil
      }
    guard let dollars, dollars.isFinite, abs(dollars) < 1_000_000 else { return nil }
    return Int64((dollars * 1_000_000_000).rounded())
  }
}
