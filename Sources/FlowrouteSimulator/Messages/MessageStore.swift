/// The accepted messages: in order of acceptance, by id, and by time within a version.
struct MessageStore {
  /// All messages, in order of acceptance.
  private(set) var records: [MessageRecord] = []

  /// By version, as a text of a person has one id in all of them.
  private var places: [[Identifier: Int]] = APIVersion.allCases.map { _ in [:] }
  /// Indices into `records` by version, sorted by the records' times.
  private var timelines: [[Int]] = Array(repeating: [], count: APIVersion.allCases.count)

  /// Adds a message.
  mutating func append(_ record: MessageRecord) {
    let place = records.count
    records.append(record)
    places[record.version.rawValue][record.identifier] = place
    insert(place, timestamp: record.timestamp, version: record.version)
  }

  /// The record of a version with an id such as `mdr2-…`; nil if there is none.
  subscript(name: String, version: APIVersion) -> MessageRecord? {
    let prefix = MessageRecord.prefix(version)
    guard name.hasPrefix(prefix),
      let identifier = Identifier(hexadecimal: name.dropFirst(prefix.count)),
      let place = places[version.rawValue][identifier]
    else { return nil }
    return records[place]
  }

  /// A version's visible records with times in `period`, newest first.
  ///
  /// - Parameters:
  ///   - version: The version of the records.
  ///   - period: Nanoseconds since 1970.
  ///   - offset: How many to skip.
  ///   - limit: How many to return at most.
  ///   - isVisible: Whether a record can be seen yet.
  /// - Returns: The records, and whether more follow.
  func list(
    _ version: APIVersion,
    in period: ClosedRange<Int64>,
    offset: Int,
    limit: Int,
    where isVisible: (MessageRecord) -> Bool
  ) -> (page: [MessageRecord], hasMore: Bool) {
    let timeline = timelines[version.rawValue]
    let first = firstIndex(in: timeline) { $0 >= period.lowerBound }
    let end = firstIndex(in: timeline) { $0 > period.upperBound }
    var page: [MessageRecord] = []
    var seen = 0
    for place in timeline[first..<end].reversed() where isVisible(records[place]) {
      seen += 1
      guard seen > offset else { continue }
      guard page.count < limit else { return (page, true) }
      page.append(records[place])
    }
    return (page, false)
  }

  /// The clock may have been set back, so the place is not always the end.
  private mutating func insert(_ place: Int, timestamp: Int64, version: APIVersion) {
    let index = firstIndex(in: timelines[version.rawValue]) { $0 > timestamp }
    timelines[version.rawValue].insert(place, at: index)
  }

  /// The first index whose time satisfies `isPast`, which all later ones also do.
  private func firstIndex(in timeline: [Int], where isPast: (Int64) -> Bool) -> Int {
    guard let last = timeline.last, isPast(records[last].timestamp) else { return timeline.count }
    var low = 0
    var high = timeline.count - 1
    while low < high {
      let middle = (low + high) / 2
      if isPast(records[timeline[middle]].timestamp) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
