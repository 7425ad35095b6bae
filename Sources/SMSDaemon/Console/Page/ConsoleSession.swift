internal import SMSCore

/// A session of the operators' page.
///
/// It is stored nowhere: the browser brings it, sealed, with each request, so that it outlives the
/// daemon.
struct ConsoleSession: Equatable, Sendable {
  /// How long one lasts at most.
  static let longest = Interval(seconds: 12 * 3_600)
  /// How long one lasts that nobody uses.
  static let longestIdle = Interval(seconds: 3_600)
  /// How long one acts; afterwards it reads.
  static let longestActing = Interval(seconds: 1_800)
  /// After how long the browser gets it again, with the time of the use.
  static let renewal = Interval(seconds: 60)
  /// How far ahead of the clock its times may be, as the clock may be set back a little.
  private static let tolerance = Interval(seconds: 60)

  /// Random; the segment of the address below which its pages are.
  let id: String
  /// Who asked for it, as the kernel named the user to the daemon.
  let user: UInt32
  /// What it was begun for.
  let grant: ConsoleRights
  let start: WallTime
  /// When it was used last, up to `renewal` ago.
  var used: WallTime
  /// The number of revocations when it began; see `ConsoleRevocations`.
  let number: Int64

  init(
    id: String,
    user: UInt32,
    grant: ConsoleRights,
    start: WallTime,
    used: WallTime? = nil,
    number: Int64
  ) {
    self.id = id
    self.user = user
    self.grant = grant
    self.start = start
    self.used = used ?? start
    self.number = number
  }

  /// The path below which its pages are, and its cookie is sent.
  var base: String { "\(PageAddresses.sessions)\(id)/" }

  /// When it ends if nobody uses it any more.
  var endsAt: WallTime {
    min(start.advanced(by: Self.longest), used.advanced(by: Self.longestIdle))
  }

  /// Until when it acts; nil if it only reads.
  func actsUntil(at now: WallTime) -> WallTime? {
    let end = start.advanced(by: Self.longestActing)
    return grant == .act && now < end ? end : nil
  }

  /// What it may do now.
  func rights(at now: WallTime) -> ConsoleRights { actsUntil(at: now) == nil ? .read : .act }

  /// Whether it is good at a time, with this number of revocations.
  func isGood(at now: WallTime, number: Int64) -> Bool {
    self.number == number && now < endsAt && used <= now.advanced(by: Self.tolerance)
      && start <= used
  }

  /// Whether the browser is to get it again.
  func isToBeRenewed(at now: WallTime) -> Bool { now.since(used) >= Self.renewal }
}

extension ConsoleSession {
  private static let version = "1"

  /// What is sealed: `1 <id> <uid> <rights> <start> <used> <number>`, times in milliseconds.
  var text: String {
    [
      Self.version, id, "\(user)", grant.rawValue, "\(start.milliseconds)",
      "\(used.milliseconds)", "\(number)",
    ].joined(separator: " ")
  }

  /// Reads what `text` wrote; nil for anything else.
  init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 7, words[0] == Self.version, let user = UInt32(words[2]),
      let grant = ConsoleRights(rawValue: words[3]), let start = Int64(words[4]),
      let used = Int64(words[5]), let number = Int64(words[6])
    else { return nil }
    self.init(
      id: words[1],
      user: user,
      grant: grant,
      start: WallTime(milliseconds: start),
      used: WallTime(milliseconds: used),
      number: number
    )
  }
}

/// The paths of the page, and what belongs to them.
enum PageAddresses {
  static let sessions = "/s/"
  static let logins = "/login/"
  /// The path below a session of what is shown live.
  static let live = "live/"
  /// The name of the cookie.
  static let cookie = "smsdispatch"
}
