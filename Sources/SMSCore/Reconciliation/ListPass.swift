/// One reading of the provider's list, page by page, for all searches that it covers.
struct ListPass: Sendable {
  enum Stage: Sendable {
    /// The next page may be asked for when the pace allows.
    case resting
    case calling
    /// A page is read; the ledger is asked which of its ids it knows.
    case identifying
  }

  /// A record between the parties of a search.
  struct Record: Hashable, Sendable {
    var id: String
    var at: WallTime
    /// nil where the record holds none.
    var text: ComparableText?
    /// The digests by which the text may be known: of its form to compare, and as it stands.
    var digests: [TextDigest]
  }

  /// Whose a record is that lacks its id, its time, or one of its numbers; nil may be anyone.
  struct Faceless: Hashable, Sendable {
    var to: PhoneNumber?
    var from: PhoneNumber?
  }

  /// A list that does not end is given up after so many calls or so much time.
  static let mostCalls = 100
  static let longest = Interval(seconds: 120)
  /// Records of unknown ids beyond this are more than could be told apart.
  static let mostRecords = 10_000

  /// Those that it settles if it does not show them: they were due when it began.
  let due: Set<JobNumber>
  let beganAt: MonotonicTime
  var start: WallTime
  var end: WallTime
  var stage = Stage.resting
  var calls = 0
  var offset = 0
  /// No page follows.
  var isWhole = false
  /// Of the page that was read last; the ledger may know some of them.
  var page: [(parties: Parties, record: Record)] = []
  /// The same for records that lack a number.
  var facelessPage: [(id: String, faceless: Faceless)] = []
  /// What the pages show that the ledger does not know.
  private(set) var records: [Parties: [Record]] = [:]
  private var recordCount = 0
  private var faceless: Set<Faceless> = []
  /// How many recent sends of ours the list shows with their text, and how many without.
  var truthful = 0
  var untruthful = 0
  /// The window was set right once, after the provider's clock was seen.
  var isAdjusted = false
  /// The answer that is awaited comes from a list that is not read any more.
  var isAbandoned = false
  /// Of the page before: a provider that gives the same page for ever must not be read for ever.
  var firstID: String?
  var failure: ProviderError?
  var retryAfter: Interval?

  init(due: Set<JobNumber>, start: WallTime, end: WallTime, at now: MonotonicTime) {
    self.due = due
    self.start = start
    self.end = end
    beganAt = now
  }

  /// The ids that the ledger is asked about.
  var ids: [String] { Set(page.map(\.record.id) + facelessPage.map(\.id)).sorted() }

  /// Whether a record whose words are others is another message: the list has shown that it keeps
  /// texts as they were sent.
  var showsTexts: Bool { truthful > 0 && untruthful == 0 }

  var hasTooMany: Bool { recordCount > Self.mostRecords }

  mutating func add(_ faceless: Faceless) { self.faceless.insert(faceless) }

  /// Whether a record that lacks something may be between these two.
  func hasFaceless(between parties: Parties) -> Bool {
    guard !faceless.isEmpty else { return false }
    return [(parties.to, parties.from), (parties.to, nil), (nil, parties.from), (nil, nil)]
      .contains { faceless.contains(Faceless(to: $0, from: $1)) }
  }

  /// Keeps of the page what the ledger does not know.
  mutating func settlePage(known: Set<String>) {
    for (parties, record) in page where !known.contains(record.id) {
      records[parties, default: []].append(record)
      recordCount += 1
    }
    for (id, faceless) in facelessPage where !known.contains(id) { add(faceless) }
    page = []
    facelessPage = []
  }

  /// Why it cannot go on with another page; nil if it can.
  func limit(at now: MonotonicTime) -> String? {
    if hasTooMany { return "its list holds too many messages that this program does not know" }
    if calls >= Self.mostCalls { return "its list did not end within \(Self.mostCalls) pages" }
    guard now.since(beganAt) >= Self.longest else { return nil }
    return "its list did not end within \(Int64(Self.longest.seconds)) s"
  }
}
