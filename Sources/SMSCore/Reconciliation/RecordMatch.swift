/// A message that is looked for among the records between its parties.
protocol SoughtMessage: Sendable {
  var job: JobNumber { get }
  var key: MessageKey { get }
  /// nil if only the text's digest is still known.
  var text: ComparableText? { get }
  /// The oldest message gets its record first.
  var soughtSince: WallTime { get }
}

/// Decides which of the records between two parties belongs to which message, and which may.
///
/// | text \ time | within the window | off by a multiple of 15 minutes, up to 14 h | else |
/// |---|---|---|---|
/// | equal, or a beginning that was cut off | found, one to one | unclear | ignored |
/// | missing, redacted, or equal except for `?`, `*`, U+FFFD | unclear | unclear | ignored |
/// | other words | unclear, unless the list shows texts as they were sent | ignored | ignored |
///
/// A text's record goes to a text first, but may also be that of an MMS which the provider sent as a
/// text. The record of an MMS is only found as that of an MMS; whether the provider sent a text as MMS,
/// one with equal words leaves unclear. Without a text it is equal to any MMS without one, and may be
/// that of another MMS.
///
/// Equal texts are assigned first, the oldest record to the oldest message that it can belong to.
/// A beginning that fits more messages than it has records settles none of them.
struct RecordMatch<Sought: SoughtMessage> {
  private(set) var found: [(search: Sought, id: String)] = []
  /// The messages that were not found, oldest first.
  private(set) var left: [Sought]
  private var records: [ListPass.Record]
  private let showsTexts: Bool
  private let window: (Sought) -> RecordWindow

  /// - Parameters:
  ///   - searches: All messages that are looked for between the two.
  ///   - records: The list's records between the two that the ledger does not know.
  ///   - showsTexts: Whether the list shows texts as they were sent.
  ///   - window: The times that a search's record can have.
  init(
    _ searches: [Sought],
    _ records: [ListPass.Record],
    showsTexts: Bool,
    window: @escaping (Sought) -> RecordWindow
  ) {
    left = searches.sorted { ($0.soughtSince, $0.job) < ($1.soughtSince, $1.job) }
    self.records = records.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    self.showsTexts = showsTexts
    self.window = window
    assignEqual()
    assignBeginnings()
  }

  private mutating func assignEqual() {
    assign { record, search in
      record.isEqual(to: search) && record.isMMS.map { $0 == search.key.isMMS } ?? true
    }
    assign { $0.isEqual(to: $1) }
  }

  /// A beginning that fits several messages belongs to one of them, but it is impossible to tell
  /// which, unless there is one for each.
  private mutating func assignBeginnings() {
    for text in Set(records.compactMap(\.text)) {
      let fitting = left.filter { $0.text.map(text.isBeginning) ?? false && !$0.key.isMMS }
      let windows = fitting.map(window)
      let count = records.count { record in
        record.text == text && record.isMMS != true
          && windows.allSatisfy { $0.place(of: record.at) == .within }
      }
      guard !fitting.isEmpty, count >= fitting.count else { continue }
      assign { record, search in
        record.text == text && record.isMMS != true && !search.key.isMMS
          && search.text.map(text.isBeginning) ?? false
      }
    }
  }

  private mutating func assign(where fits: (ListPass.Record, Sought) -> Bool) {
    var unfound: [Sought] = []
    for search in left {
      let window = window(search)
      let place = records.firstIndex { window.place(of: $0.at) == .within && fits($0, search) }
      guard let place else {
        unfound.append(search)
        continue
      }
      found.append((search, records.remove(at: place).id))
    }
    left = unfound
  }

  /// Whether an unassigned record may be that of a search.
  func isUnclear(_ search: Sought) -> Bool { isUnclear(search, showsTexts: showsTexts) }

  /// The same under another assumption about whether the list shows texts as they were sent.
  func isUnclear(_ search: Sought, showsTexts: Bool) -> Bool {
    let window = window(search)
    return records.contains { record in
      switch window.place(of: record.at) {
      case .outside: false
      case .shifted: record.mayBe(search)
      case .within: record.mayBe(search) || !showsTexts && record.mayBe(search.key)
      }
    }
  }
}

extension Search: SoughtMessage {
  var soughtSince: WallTime { since.wall }
}

extension ListPass.Record {
  /// Whether its text is that of a message, and it is of the same kind if it says of which.
  func names(_ key: MessageKey) -> Bool {
    digests.contains(key.text) && isMMS.map { $0 == key.isMMS } ?? true
  }

  /// Whether its kind leaves open that it is that message's.
  fileprivate func mayBe(_ key: MessageKey) -> Bool { isMMS != true || key.isMMS }

  fileprivate func isEqual(to search: some SoughtMessage) -> Bool {
    mayBe(search.key) && hasText(of: search)
  }

  private func hasText(of search: some SoughtMessage) -> Bool {
    digests.contains(search.key.text) || (text != nil && text == search.text)
  }

  /// Whether its text leaves open that it is that message's.
  fileprivate func mayBe(_ search: some SoughtMessage) -> Bool {
    if hasText(of: search) { return true }
    guard mayBe(search.key) else { return false }
    guard let text, !text.isRedacted, isMMS != true || !text.string.isEmpty else { return true }
    guard let wanted = search.text else { return false }
    return text.isBeginning(of: wanted) || text.mayMask(wanted)
  }
}

/// The range of the provider's times that the record of a message can have.
struct RecordWindow: Sendable {
  enum Place: Sendable {
    case within
    /// As the clock of another time zone would show it.
    case shifted
    case outside
  }

  /// Time zones differ by multiples of this.
  private static let step = Interval(seconds: 900)
  private static let mostSteps: Int64 = 56

  var earliest: WallTime
  var latest: WallTime

  func place(of time: WallTime) -> Place {
    if time < earliest { return isShifted(by: earliest.since(time), time, 1) }
    if time > latest { return isShifted(by: time.since(latest), time, -1) }
    return .within
  }

  /// Whether the fewest steps that reach the window also end within it.
  private func isShifted(by gap: Interval, _ time: WallTime, _ sign: Int64) -> Place {
    let steps = (gap.nanoseconds - 1) / Self.step.nanoseconds + 1
    guard steps <= Self.mostSteps else { return .outside }
    let shifted = time.advanced(
      by: Interval(nanoseconds: sign * steps * Self.step.nanoseconds)
    )
    return earliest <= shifted && shifted <= latest ? .shifted : .outside
  }
}
