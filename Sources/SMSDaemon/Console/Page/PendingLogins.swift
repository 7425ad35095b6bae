internal import SMSCore

/// The addresses that are good for one login each.
///
/// | | |
/// |---|---|
/// | good for | 60 s, once |
/// | of one user at a time | 8, the oldest goes |
/// | of all users at a time | 64, then another user's are refused |
struct PendingLogins {
  /// Who may begin a session.
  struct Login: Equatable, Sendable {
    var user: UInt32
    var rights: ConsoleRights
  }

  static let life = Interval(seconds: 60)
  static let mostOfUser = 8
  static let most = 64

  private struct Entry {
    let login: Login
    let start: WallTime
    let order: UInt64
  }

  private var entries: [String: Entry] = [:]
  private var count: UInt64 = 0

  /// Adds an address.
  ///
  /// - Parameters:
  ///   - token: Its last segment, which nobody can guess.
  ///   - login: Who may log in with it.
  ///   - now: The time.
  /// - Returns: False if there are too many.
  mutating func add(_ token: String, _ login: Login, at now: WallTime) -> Bool {
    forgetOld(at: now)
    let own = entries.filter { $0.value.login.user == login.user }
    if own.count >= Self.mostOfUser {
      own.min { $0.value.order < $1.value.order }.map { entries[$0.key] = nil }
    }
    guard entries.count < Self.most else { return false }
    count += 1
    entries[token] = Entry(login: login, start: now, order: count)
    return true
  }

  /// Who may log in with an address; nil if it is not good any more.
  mutating func login(_ token: String, at now: WallTime) -> Login? {
    forgetOld(at: now)
    return entries[token]?.login
  }

  /// Uses an address up.
  mutating func take(_ token: String, at now: WallTime) -> Login? {
    forgetOld(at: now)
    return entries.removeValue(forKey: token)?.login
  }

  mutating func removeAll() {
    entries = [:]
  }

  /// A clock that was set back leaves none for longer.
  private mutating func forgetOld(at now: WallTime) {
    entries = entries.filter { now >= $0.value.start && now.since($0.value.start) < Self.life }
  }
}
