/// One pass over the provider's list, page by page, for all searches that it covers.
struct ListPass: Sendable {
  enum Stage: Sendable {
    /// The next page may be asked for when the pace allows.
    case resting
    case calling
    /// A page was read; the ledger is asked which of its ids it knows.
    case identifying
  }

  /// A record whose parties are those of a search.
  struct Record: Hashable, Sendable {
    var id: String
    var at: WallTime
    /// nil if the record has none.
    var text: ComparableText?
    /// The digests that may identify the text: of its comparable form, and of the text as it is.
    var digests: [TextDigest]
    /// nil if the record does not say.
    var isMMS: Bool?
  }

  /// The numbers in a record that lacks its id, its time or one of them; nil may be any number.
  struct Faceless: Hashable, Sendable {
    var to: PhoneNumber?
    var from: PhoneNumber?
  }

  /// A list that does not end is abandoned after this many calls, or this much time.
  static let mostCalls = 100
  static let longest = Interval(seconds: 120)
  /// More records with unknown ids than this cannot be matched.
  static let mostRecords = 10_000

  /// The searches that were due when it began; it settles them even if it does not show them.
  let due: Set<JobNumber>
  let beganAt: MonotonicTime
  var start: WallTime
  var end: WallTime
  var stage = Stage.resting
  var calls = 0
  var offset = 0
  /// Whether the last page was read.
  var isWhole = false
  /// From the last page that was read; the ledger may know some of them.
  var page: [(parties: Parties, record: Record)] = []
  /// The same for records that lack something.
  var facelessPage: [(id: String, faceless: Faceless)] = []
  /// Records that the ledger does not know.
  private(set) var records: [Parties: [Record]] = [:]
  private var recordCount = 0
  private var faceless: Set<Faceless> = []
  /// How many of our recent sends the list shows with their text, and how many with another.
  var truthful = 0
  var untruthful = 0
  /// Whether the window was adjusted once, after the provider's clock was seen.
  var isAdjusted = false
  /// Whether the awaited answer belongs to a list that is no longer read.
  var isAbandoned = false
  /// From the page before: a provider that repeats one page must not be read forever.
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

  /// Whether a record with other words is another message: the list has proved that it keeps texts
  /// as they were sent.
  var showsTexts: Bool { truthful > 0 && untruthful == 0 }

  var hasTooMany: Bool { recordCount > Self.mostRecords }

  mutating func add(_ faceless: Faceless) { self.faceless.insert(faceless) }

  /// Whether an incomplete record may be between these two.
  func hasFaceless(between parties: Parties) -> Bool {
    guard !faceless.isEmpty else { return false }
    return [(parties.to, parties.from), (parties.to, nil), (nil, parties.from), (nil, nil)]
      .contains { faceless.contains(Faceless(to: $0, from: $1)) }
  }

  /// Keeps the page's records that the ledger does not know.
  mutating func settlePage(known: Set<String>) {
    for (parties, record) in page where !known.contains(record.id) {
      records[parties, default: []].append(record)
      recordCount += 1
    }
    for (id, faceless) in facelessPage where !known.contains(id) { add(faceless) }
    page = []
    facelessPage = []
  }

  /// Why it cannot continue with another page; nil if it can.
  func limit(at now: MonotonicTime) -> String? {
    if hasTooMany { return "its list has too many messages that this program does not know" }
    if calls >= Self.mostCalls { return "its list did not end within \(Self.mostCalls) pages" }
    guard now.since(beganAt) >= Self.longest else { return nil }
    return "its list did not end within \(Int64(Self.longest.seconds)) s"
  }
}
