internal import SMSCore
internal import SMSJSON

extension ListPage {
  /// Reads the body of an answer to a list call; nil unless it is a whole list.
  ///
  /// A list that breaks off proves nothing of what is missing, so half of one is none.
  ///
  /// - Parameters:
  ///   - body: All of the answer's body.
  ///   - limit: How many messages were asked for.
  ///   - skew: What the answer's `Date` tells.
  init?(_ body: [UInt8], limit: Int, skew: ClockSkew?) {
    guard let root = LenientJSONParser.wholeValue(of: body), case .array(let records) = root["data"]
    else { return nil }
    self.init(
      messages: records.map(ListedMessage.init),
      count: records.count,
      isLast: records.isEmpty || records.count < limit && Self.saysLast(root["links"]),
      skew: skew
    )
  }

  /// Whether links are there and lead no further; answers without links say nothing.
  private static func saysLast(_ links: JSONValue?) -> Bool {
    guard let links, case .object = links else { return false }
    return links["next"] == nil || links["next"] == .null
  }
}
