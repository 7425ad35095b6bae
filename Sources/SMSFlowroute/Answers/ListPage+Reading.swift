internal import SMSCore
internal import SMSJSON

extension ListPage {
  /// Reads the body of an answer to a list call; nil unless it is a complete list.
  ///
  /// A truncated list does not prove that a message is missing, so it does not count as a list.
  ///
  /// - Parameters:
  ///   - body: The whole body of the answer.
  ///   - limit: How many messages were asked for.
  ///   - skew: The clock skew according to the answer's `Date`.
  init?(_ body: [UInt8], limit: Int, skew: ClockSkew?) {
    guard let root = LenientJSONParser.wholeValue(of: body), case .array(let records) = root["data"]
    else { return nil }
    let included = root["included"]?.array ?? []
    self.init(
      messages: records.map(ListedMessage.init),
      texts: records.compactMap { InboundRecord($0, included: included) },
      count: records.count,
      isLast: records.isEmpty || records.count < limit && Self.saysLast(root["links"]),
      skew: skew
    )
  }

  /// Whether there are links and none leads further; an answer without links is inconclusive.
  static func saysLast(_ links: JSONValue?) -> Bool {
    guard let links, case .object = links else { return false }
    return links["next"] == nil || links["next"] == .null
  }
}
