/// Which clocks decide when the messages of a lane may go.
///
/// Area codes with the same zones share a lane, named after the lowest of them. A waiting message
/// keeps the lane that it was accepted into, also if a later version knows its area code better.
package struct LaneZones: RawRepresentable, Hashable, Comparable, Sendable {
  /// An area code, or one of the values below.
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// None: urgent messages, and those whose spool had no window when they were accepted.
  package static let none = LaneZones(rawValue: 0)
  /// None whatever the spool says: automatic replies and confirmations.
  package static let exempt = LaneZones(rawValue: 1)
  /// The spool's `time_zone`: toll-free numbers, and area codes whose zones are not known.
  package static let spool = LaneZones(rawValue: 2)

  /// The zones of a recipient.
  package init(of number: PhoneNumber) {
    self.init(of: AreaCode(of: number))
  }

  /// The zones of an area code.
  package init(of areaCode: AreaCode) {
    self = AreaCode.laneZones[areaCode.code] ?? .spool
  }

  /// The names of the zones; none for the values above.
  package var names: [String] { AreaCode.zonesByCode[rawValue] ?? [] }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
