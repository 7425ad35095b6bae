/// Who has the places for connections, and who goes when they run short.
///
/// A connection is known once it began a request for a path that holds the token; until then it is
/// a stranger's.
///
/// | there are | goes |
/// |---|---|
/// | more connections than places | the oldest stranger except the newcomer |
/// | more strangers of one site than its share | the oldest of them |
///
/// Known ones are never sent away, so a newcomer may find none to go: then there is one connection
/// more than places, and the next ones wait in the kernel's queue. There are a few hundred at most, so
/// looking at all of them for each newcomer is cheap.
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

  /// - Parameter limit: How many connections there are places for; a site's share is half of them.
  init(limit: Int) {
    self.limit = limit
    share = max(1, limit / 2)
  }

  /// Gives a newcomer a place.
  ///
  /// - Parameters:
  ///   - connection: The newcomer.
  ///   - site: Where it comes from; nil for one that stands for many, and has no share.
  /// - Returns: The connection that goes for it; it has no place any more.
  mutating func enter(_ connection: Connection, from site: Site?) -> Connection? {
    arrivals += 1
    holders[connection] = Holder(arrival: arrivals, site: site)
    guard let leaving = oneTooMany(of: site) ?? oneTooMany(but: connection) else { return nil }
    leave(leaving)
    return leaving
  }

  /// A connection has shown that it knows the token.
  mutating func know(_ connection: Connection) {
    holders[connection]?.isKnown = true
  }

  /// A connection is gone.
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
