package import SMSCore
internal import SMSJSON

/// The errors of about the last hour, counted by code and by where they occurred.
///
/// They are counted in slices of five minutes, so that what is older than an hour goes by itself.
package struct RecentErrors: Equatable, Sendable {
  /// Where an error occurred.
  package enum Place: Hashable, Sendable {
    /// An attempt of the account.
    case account(String)
    /// A request of the spool, refused at its acceptance.
    case spool(String)
    /// Neither: messages that expired while they waited.
    case queue
  }

  /// The errors with one code in one place.
  package struct Entry: Hashable, Sendable {
    package var place: Place
    /// The contract's word; a string, since a later version may have written it.
    package var code: String
    package var count: Int
    package var last: WallTime

    package init(place: Place, code: String, count: Int, last: WallTime) {
      self.place = place
      self.code = code
      self.count = count
      self.last = last
    }
  }

  /// Seconds in a slice.
  private static let slice: Int64 = 300
  /// With the current slice, 55 to 60 minutes.
  private static let slices: Int64 = 12
  /// The most combinations of place and code that are kept; the one that is over longest goes.
  static let mostKinds = 64

  fileprivate struct Kind: Hashable {
    let place: Place
    let code: String
  }

  private struct Counts: Equatable {
    /// By the number of the slice since 1970.
    var slices: [Int64: Int]
    var last: WallTime
  }

  private var kinds: [Kind: Counts] = [:]

  package init() {}

  /// Counts errors.
  package mutating func add(_ code: ErrorCode, in place: Place, count: Int = 1, at now: WallTime) {
    guard count > 0 else { return }
    let slice = Self.number(of: now)
    let kind = Kind(place: place, code: code.rawValue)
    add(kind, [slice: count], last: now)
    guard let slices = kinds[kind]?.slices, slices.count > Int(Self.slices) else { return }
    kinds[kind]?.slices = slices.filter { $0.key > slice - Self.slices }
  }

  /// Adds the errors that an earlier process noted.
  mutating func add(_ earlier: RecentErrors) {
    for (kind, counts) in earlier.kinds { add(kind, counts.slices, last: counts.last) }
  }

  private mutating func add(_ kind: Kind, _ slices: [Int64: Int], last: WallTime) {
    if kinds[kind] == nil, kinds.count >= Self.mostKinds,
      let oldest = kinds.min(by: { $0.value.last < $1.value.last })?.key
    {
      kinds[oldest] = nil
    }
    var counts = kinds[kind] ?? Counts(slices: [:], last: last)
    counts.slices.merge(slices) { $0 + $1 }
    counts.last = max(counts.last, last)
    kinds[kind] = counts
  }

  /// The errors of about the last hour, the most recent first.
  package func entries(at now: WallTime) -> [Entry] {
    let oldest = Self.number(of: now) - Self.slices
    return kinds.compactMap { kind, counts in
      let count = counts.slices.filter { $0.key > oldest }.values.reduce(0, +)
      guard count > 0 else { return nil }
      return Entry(place: kind.place, code: kind.code, count: count, last: counts.last)
    }
    .sorted { ($1.last, $0.code, $0.place.name) < ($0.last, $1.code, $1.place.name) }
  }

  private static func number(of time: WallTime) -> Int64 { time.milliseconds / 1000 / slice }
}

extension RecentErrors.Place {
  /// The name of the account or the spool; empty for the queue.
  package var name: String {
    switch self {
    case .account(let name), .spool(let name): name
    case .queue: ""
    }
  }
}

// MARK: Written and read

extension RecentErrors {
  /// The note: `{"slice_seconds": 300, "errors": [{"account" | "spool", "code", "last_at",
  /// "counts": {"<slice since 1970>": n}}]}`.
  func note(at now: WallTime) -> String {
    let oldest = Self.number(of: now) - Self.slices
    let sorted = kinds.sorted { $0.key.sortKey < $1.key.sortKey }
    let errors = sorted.compactMap { kind, counts -> JSONValue? in
      let recent = counts.slices.filter { $0.key > oldest }.sorted { $0.key < $1.key }
      guard !recent.isEmpty else { return nil }
      var object = JSONObject()
      switch kind.place {
      case .account(let name): object.set("account", .string(name))
      case .spool(let name): object.set("spool", .string(name))
      case .queue: break
      }
      object.set("code", .string(kind.code))
      object.set("last_at", .string(counts.last.text))
      let numbers = recent.map { ("\($0.key)", JSONValue.number(JSONNumber(Int64($0.value)))) }
      object.set("counts", .object(JSONObject(numbers)))
      return .object(object)
    }
    let object = JSONObject([
      ("slice_seconds", .number(JSONNumber(Self.slice))), ("errors", .array(errors)),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }

  /// Reads a note; anything else counts as no errors.
  package init(note: String?) {
    self.init()
    guard let note, let object = (try? JSONParser.parse(Array(note.utf8)))?.object,
      object["slice_seconds"]?.number?.int64 == Self.slice
    else { return }
    for error in object["errors"]?.array ?? [] {
      guard let code = error["code"]?.string, let counts = error["counts"]?.object,
        let last = error["last_at"]?.string.flatMap(RFC3339.time)
      else { continue }
      let place =
        error["account"]?.string.map(Place.account) ?? error["spool"]?.string.map(Place.spool)
        ?? .queue
      let slices = counts.members.compactMap { member -> (Int64, Int)? in
        guard let slice = Int64(member.name), let count = member.value.number?.int64 else {
          return nil
        }
        return (slice, Int(clamping: count))
      }
      add(Kind(place: place, code: code), Dictionary(slices) { $0 + $1 }, last: last)
    }
  }
}

extension RecentErrors.Kind {
  fileprivate var sortKey: (String, String) { (place.name, code) }
}
