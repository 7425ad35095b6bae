internal import SMSCore
internal import SMSJSON

extension MessageDetail {
  /// The members of a record that are passed on: all documented ones except the text.
  ///
  /// Undocumented members are dropped, since one of them might hold the text.
  private static let attributes = [
    "direction", "from", "to", "status", "timestamp", "is_mms", "has_mms", "message_type",
    "message_encoding", "amount_display", "amount_nanodollars", "delivery_receipts",
  ]
  private static let receipt = [
    "level", "status", "status_code", "status_code_description", "timestamp",
  ]
  /// Beside the attributes in some answers, among them in others; passed on where it is.
  private static let priceDetails = "price_details"
  private static let prices = ["base_rate", "surcharge_rate", "charged_cost", "segment_count"]
  /// Far above the usual two receipts per record.
  private static let mostReceipts = 32

  /// Reads a record; nil if it has no id.
  init?(_ record: JSONValue) {
    guard let id = record["id"]?.text, let attributes = record["attributes"] else { return nil }
    let shown: [(String, JSONValue?)] = [
      ("type", "message"), ("id", .string(id)),
      ("attributes", .object(Self.withPrices(Self.kept(attributes, Self.attributes), attributes))),
      (Self.priceDetails, record[Self.priceDetails].map { .object(Self.kept($0, Self.prices)) }),
    ]
    let json = JSONWriter.write(.object(JSONObject(distinct: shown)), as: .compact)
    self.init(record: String(decoding: json, as: UTF8.self))
  }

  private static func kept(_ object: JSONValue, _ names: [String]) -> JSONObject {
    JSONObject(distinct: names.map { ($0, object[$0].map(plain)) })
  }

  private static func withPrices(_ shown: JSONObject, _ attributes: JSONValue) -> JSONObject {
    guard let details = attributes[priceDetails] else { return shown }
    var shown = shown
    shown.set(priceDetails, .object(kept(details, prices)))
    return shown
  }

  /// Truncates strings to 500 characters and reduces arrays to the receipts in them.
  ///
  /// A malformed number becomes a string, so that the record can be read again.
  private static func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool: value
    case .number(let number): number.isWellFormed ? value : .string(number.text)
    case .string(let text): .string(String(text.prefix(500)))
    case .array(let values): .array(values.prefix(mostReceipts).map { .object(kept($0, receipt)) })
    case .object: .null
    }
  }
}
