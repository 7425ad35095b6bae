/// Which connections have a place, and which is closed when there are too many.
///
/// A connection is known once it has begun a request for a path with the token; until then it is a
/// stranger's.
///
/// | if there are | then this one is closed |
/// |---|---|
/// | more connections than places | the oldest stranger except the newcomer |
/// | more strangers from one site than its share | the oldest of them |
///
/// Known connections are never closed for a newcomer. If there are no others, there is one more
/// connection than places, and the next ones wait in the kernel's queue. There are a few hundred at
/// most, so checking all of them for each newcomer is cheap.
struct Places<Connection: Hashable, Site: Hashable> {
  private struct Holder {
    let arrival: UInt64
    let site: Site?
    var isKnown = false
  }

  private let limit: Int
  private let share: Int
  private var holders: [Connection: Holder] = [:]
  private var arrivals: UInt64 = 0

  /// - Parameter limit: The number of places; the share of a site is half of them.
  init(limit: Int) {
    self.limit = limit
    share = max(1, limit / 2)
  }

  /// Gives a newcomer a place.
  ///
  /// - Parameters:
  ///   - connection: The newcomer.
  ///   - site: Where it comes from; nil for an address shared by many callers, which has no share.
  /// - Returns: The connection to close in exchange; it has already lost its place.
  mutating func enter(_ connection: Connection, from site: Site?) -> Connection? {
    arrivals += 1
    holders[connection] = Holder(arrival: arrivals, site: site)
    guard let leaving = oneTooMany(of: site) ?? oneTooMany(but: connection) else { return nil }
    leave(leaving)
    return leaving
  }

  /// A connection has proved that it knows the token.
  mutating func know(_ connection: Connection) {
    holders[connection]?.isKnown = true
  }

  /// A connection is closed.
  mutating func leave(_ connection: Connection) {
    holders[connection] = nil
  }

  private func oneTooMany(of site: Site?) -> Connection? {
    guard let site, holders.count > share else { return nil }
    let own = holders.lazy.filter { !$0.value.isKnown && $0.value.site == site }
    return own.count > share ? own.min { $0.value.arrival < $1.value.arrival }?.key : nil
  }

  private func oneTooMany(but newcomer: Connection) -> Connection? {
    guard holders.count > limit else { return nil }
    return holders.lazy.filter { !$0.value.isKnown && $0.key != newcomer }
      .min { $0.value.arrival < $1.value.arrival }?.key
  }
}
