/// Reads the compiled form of a time zone (RFC 9636, version 2 and later).
struct ZoneFile {
  /// Bounds that no zone comes near.
  private static let mostChanges = 100_000

  private let bytes: [UInt8]
  private var place = 0

  /// What a file says.
  ///
  /// - Parameter bytes: The file.
  /// - Returns: The rules.
  /// - Throws: `ZoneFileError` if it is not such a file.
  static func rules(_ bytes: [UInt8]) throws(ZoneFileError) -> ZoneRules {
    var file = ZoneFile(bytes)
    return try file.read()
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private struct Header {
    var version: UInt8
    var utcFlags: Int
    var standardFlags: Int
    var leaps: Int
    var changes: Int
    var types: Int
    var letters: Int

    func size(ofTime width: Int) -> Int {
      changes * (width + 1) + types * 6 + letters + leaps * (width + 4) + standardFlags + utcFlags
    }
  }

  private mutating func read() throws(ZoneFileError) -> ZoneRules {
    let old = try header()
    guard old.version >= UInt8(ascii: "2") else { throw .oldVersion }
    // The first block has times of 32 bits, and is there for old readers.
    try skip(old.size(ofTime: 4))
    let header = try header()
    guard header.leaps == 0 else { throw .leapSeconds }
    guard header.types > 0, header.changes <= Self.mostChanges else { throw .invalid }
    var times: [Int64] = []
    for _ in 0..<header.changes { times.append(try integer(8)) }
    var kinds: [Int] = []
    for _ in 0..<header.changes { kinds.append(Int(try byte())) }
    var offsets: [Int] = []
    for _ in 0..<header.types {
      offsets.append(Int(try integer(4)))
      try skip(2)
    }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }),
      kinds.allSatisfy({ $0 < offsets.count }), offsets.allSatisfy({ abs($0) < 93_600 })
    else { throw .invalid }
    try skip(header.letters + header.standardFlags + header.utcFlags)
    let footer = try footer()
    let kept = times.indices.filter { times[$0] >= ZoneRules.earliest }
    let before = (kept.first ?? times.count) - 1
    return ZoneRules(
      first: before >= 0 ? offsets[kinds[before]] : offsets[0],
      changes: kept.map { times[$0] },
      offsets: kept.map { offsets[kinds[$0]] },
      footer: footer
    )
  }

  private mutating func header() throws(ZoneFileError) -> Header {
    guard try take(4).elementsEqual("TZif".utf8) else { throw .notAZone }
    let version = try byte()
    try skip(15)
    var counts: [Int] = []
    for _ in 0..<6 {
      let count = Int(try integer(4))
      guard (0...bytes.count).contains(count) else { throw .invalid }
      counts.append(count)
    }
    return Header(
      version: version,
      utcFlags: counts[0],
      standardFlags: counts[1],
      leaps: counts[2],
      changes: counts[3],
      types: counts[4],
      letters: counts[5]
    )
  }

  private mutating func footer() throws(ZoneFileError) -> ZoneFooter? {
    guard try byte() == UInt8(ascii: "\n"),
      let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n"))
    else { throw .invalid }
    let text = bytes[place..<end]
    guard !text.isEmpty else { return nil }
    guard let footer = ZoneFooter(text) else { throw .invalid }
    return footer
  }

  private mutating func take(_ count: Int) throws(ZoneFileError) -> ArraySlice<UInt8> {
    guard count >= 0, bytes.count - place >= count else { throw .invalid }
    defer { place += count }
    return bytes[place..<place + count]
  }

  private mutating func skip(_ count: Int) throws(ZoneFileError) { _ = try take(count) }

  private mutating func byte() throws(ZoneFileError) -> UInt8 {
    try take(1).first ?? 0
  }

  /// A signed number, most significant byte first.
  private mutating func integer(_ width: Int) throws(ZoneFileError) -> Int64 {
    let value = try take(width).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }
}

/// Why a file is not a usable time zone.
package enum ZoneFileError: Error, Hashable, Sendable {
  case notAZone
  /// Version 1, which ends in 2037 and has no rule for later times.
  case oldVersion
  /// One of the zones below `right/`.
  case leapSeconds
  case invalid

  /// To follow the file's name.
  package var rule: String {
    switch self {
    case .notAZone: "is not a compiled time zone (TZif)"
    case .oldVersion: "is a compiled time zone of version 1, which knows no time after 2037"
    case .leapSeconds: "counts leap seconds, which this machine's clock does not"
    case .invalid: "is a damaged time zone"
    }
  }
}

extension ZoneRules {
  /// Reads a compiled zone.
  ///
  /// - Throws: `ZoneFileError` if the bytes are not a usable one.
  package init(compiled bytes: [UInt8]) throws(ZoneFileError) {
    self = try ZoneFile.rules(bytes)
  }
}

extension ZoneFooter {
  /// Reads the form of the TZ variable, such as `EST5EDT,M3.2.0,M11.1.0`; nil for anything else.
  init?(_ text: ArraySlice<UInt8>) {
    var text = FooterText(text)
    guard text.name(), let standard = text.offset() else { return nil }
    guard !text.isAtEnd else {
      self.init(standard: standard, saving: nil)
      return
    }
    guard text.name() else { return nil }
    var saving = standard + 3_600
    if !text.isAt(",") {
      guard let given = text.offset() else { return nil }
      saving = given
    }
    guard let start = text.change(), let end = text.change(), text.isAtEnd else { return nil }
    self.init(standard: standard, saving: Saving(offset: saving, start: start, end: end))
  }
}

/// The text of a footer, from where it has not been read yet.
private struct FooterText {
  private var rest: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) {
    rest = text
  }

  var isAtEnd: Bool { rest.isEmpty }

  func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard isAt(character) else { return false }
    rest.removeFirst()
    return true
  }

  /// Skips an abbreviation: three letters or more, or anything in `<>`.
  mutating func name() -> Bool {
    if take("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(end + 1)...]
      return true
    }
    let letters = rest.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xDF) }
    rest = rest.dropFirst(letters.count)
    return letters.count >= 3
  }

  private mutating func number(upTo most: Int64) -> Int64? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    return value <= most ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func time(upTo hours: Int64) -> Int64? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard var seconds = number(upTo: hours) else { return nil }
    seconds *= 3_600
    for unit: Int64 in [60, 1] where take(":") {
      guard let part = number(upTo: 59) else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// How far the clocks are ahead of UTC: POSIX counts to the west.
  mutating func offset() -> Int? { time(upTo: 24).map { -Int($0) } }

  /// A comma, a day, and a time after a slash: 02:00 without one.
  mutating func change() -> ZoneFooter.Change? {
    guard take(","), let day = day() else { return nil }
    guard take("/") else { return ZoneFooter.Change(day: day, time: 7_200) }
    return time(upTo: 167).map { ZoneFooter.Change(day: day, time: $0) }
  }

  private mutating func day() -> ZoneFooter.Day? {
    if take("M") {
      guard let month = number(upTo: 12), month > 0, take("."),
        let week = number(upTo: 5), week > 0, take("."), let weekday = number(upTo: 6)
      else { return nil }
      return .ofWeek(month: month, week: week, weekday: weekday)
    }
    if take("J") {
      return number(upTo: 365).flatMap { $0 > 0 ? .withoutLeapDay($0) : nil }
    }
    return number(upTo: 365).map { .ofYear($0) }
  }
}
