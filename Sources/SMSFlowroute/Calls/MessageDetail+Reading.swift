internal import SMSCore

extension MessageDetail {
  /// What is passed on of a record: the members that are documented, but the text.
  ///
  /// A later version may add members, and one of them may hold the text.
  private static let attributes = [
    "direction", "from", "to", "status", "timestamp", "is_mms", "has_mms", "message_type",
    "message_encoding", "amount_display", "amount_nanodollars", "delivery_receipts",
  ]
  private static let receipt = [
    "level", "status", "status_code", "status_code_description", "timestamp",
  ]
  /// A record has about two receipts.
  private static let mostReceipts = 32

  /// Reads a record; nil without an id.
  init?(_ record: JSONValue) {
    guard let id = record["id"]?.text, let attributes = record["attributes"] else { return nil }
    var members = [JSONValue.Member(name: "type", value: .string("message"))]
    members.append(.init(name: "id", value: .string(id)))
    members.append(.init(name: "attributes", value: Self.kept(attributes, Self.attributes)))
    var json = JSONWriter()
    json.value(.object(members))
    self.init(record: String(decoding: json.bytes, as: UTF8.self))
  }

  private static func kept(_ object: JSONValue, _ names: [String]) -> JSONValue {
    .object(
      names.compactMap { name in
        guard let value = object[name].map(plain) else { return nil }
        return JSONValue.Member(name: name, value: value)
      }
    )
  }

  /// Texts are cut at 500 characters; of arrays the receipts in them are kept.
  private static func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool: value
    case .number(let text): Double(text) == nil ? .string(text) : value
    case .string(let text): .string(String(text.prefix(500)))
    case .array(let values): .array(values.prefix(mostReceipts).map { kept($0, receipt) })
    case .object: .null
    }
  }
}
