internal import SMSCore
internal import SMSJSON

/// Reads `send_window` and `time_zone`.
extension Configuration {
  /// Reads when a spool's messages may go; nil without such a member.
  static func readWindow(
    _ value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> SendWindow? {
    guard let value else { return nil }
    guard let array = value.array, !array.isEmpty else {
      faults.add(
        path,
        "must be a list of at least one part",
        repair: #"Such as [{ days: ["mon", "tue"], from: "09:00", to: "18:00" }]."#
      )
      return nil
    }
    let spans = array.enumerated().compactMap { index, element in
      readSpan(element, at: path.index(index), &faults)
    }
    return SendWindow(spans)
  }

  private static func readSpan(
    _ value: JSONValue,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> SendWindow.Span? {
    var part = ConfigurationReader(value, at: path, &faults)
    let words = SendWindow.Weekday.allCases.map(\.word)
    let days = part.strings("days", &faults) { word in
      words.contains(word)
        ? nil : "must be one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))"
    }
    let from = readTime(part.string("from", &faults), "from", at: path, upTo: 1_439, &faults)
    let to = readTime(part.string("to", &faults), "to", at: path, upTo: 1_440, &faults)
    part.refuseOthers(&faults)
    let daysPath = path.member("days")
    if days?.isEmpty == true, !faults.hasFault(at: daysPath) {
      faults.add(daysPath, "must name a day", repair: "Leave it out for every day.")
    }
    guard let from, let to else { return nil }
    guard from < to else {
      faults.add(
        path.member("to"),
        "must be after from",
        repair: "A part ends at 24:00 at the latest; give what follows midnight its own part."
      )
      return nil
    }
    let weekdays = SendWindow.Weekday.allCases.filter { days?.contains($0.word) ?? true }
    return SendWindow.Span(days: Set(weekdays), from: from, to: to)
  }

  /// Reads `09:00` as minutes after midnight.
  private static func readTime(
    _ text: String?,
    _ name: String,
    at path: JSONPath,
    upTo last: Int,
    _ faults: inout Faults
  ) -> Int? {
    let place = path.member(name)
    guard let text else {
      if !faults.hasFault(at: place) {
        faults.add(place, "is missing", repair: "Such as \(name): \"09:00\".")
      }
      return nil
    }
    let bytes = Array(text.utf8)
    let digits = bytes.map { Int($0) - Int(UInt8(ascii: "0")) }
    let end = last == 1_440 ? "24:00" : "23:59"
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
      [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) }), digits[3] < 6
    else {
      faults.add(place, "must be a time from \"00:00\" to \"\(end)\", with a leading zero")
      return nil
    }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4]
    guard minutes <= last else {
      faults.add(place, "must be a time from \"00:00\" to \"\(end)\"")
      return nil
    }
    return minutes
  }

  /// Reads the name of a zone; whether the system has it is seen later.
  static func readZone(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> String? {
    guard let name = reader.string("time_zone", &faults) else { return nil }
    guard ZoneFiles.isName(name) else {
      faults.add(
        reader.path.member("time_zone"),
        "must be the name of a time zone, such as \"America/New_York\""
      )
      return nil
    }
    return name
  }

  /// Checks that a spool with a window has a zone wherever it needs one.
  func checkWindows(_ faults: inout Faults) {
    for (name, spool) in spools.sorted(by: { $0.key < $1.key })
    where spool.sendWindow != nil && spool.timeZone == nil {
      let codes = spool.destinations.areaCodes
      let known = Set(AreaCode.withZones.map(\.code))
      let path = JSONPath.top.member("spools").member(name).member("time_zone")
      guard !spool.destinations.countries.isEmpty || !codes.isSubset(of: known),
        !faults.hasFault(at: path)
      else { continue }
      faults.add(
        path,
        "is missing beside send_window",
        repair: """
          It is that of toll-free numbers, and of area codes whose time zone is not known; give a name \
          such as "America/New_York".
          """
      )
    }
  }
}
