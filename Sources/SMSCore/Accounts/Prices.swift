/// What an account's messages cost, in its currency; nil where the configuration does not say.
package struct Prices: Hashable, Sendable {
  package var perSegment: Double?
  package var perMMS: Double?

  package init(perSegment: Double? = nil, perMMS: Double? = nil) {
    self.perSegment = perSegment
    self.perMMS = perMMS
  }

  /// What a message of so many segments costs, or with nil an MMS; nil if that is not known.
  package func price(ofSegments segments: Int?) -> Double? {
    guard let segments else { return perMMS }
    return perSegment.map { $0 * Double(segments) }
  }

  package func price(of message: Message) -> Double? {
    price(ofSegments: message.isMMS ? nil : message.segments)
  }
}
