internal import SMSCore

/// A part of an entry in a list of opt-outs.
enum OptOutField: CaseIterable {
  case phone
  case from
  case since
  case source
  case account
  case resumed

  /// The names of its column, the usual one first, as `init(named:)` compares them.
  var names: [String] {
    switch self {
    case .phone:
      [
        "phone", "phone_number", "number", "to", "recipient", "mobile", "mobile_number", "cell",
        "telephone", "msisdn",
      ]
    case .from: ["from", "from_number", "sender"]
    case .since:
      [
        "since", "time", "date", "at", "timestamp", "opted_out_at", "opt_out_date",
        "unsubscribed_at",
      ]
    case .source: ["source"]
    case .account: ["account"]
    case .resumed: ["resumed", "resumed_at", "opted_in_at"]
    }
  }

  /// The part with that name; nil for another column.
  ///
  /// Case does not matter; blanks, hyphens and dots are underscores.
  init?(named name: String) {
    let plain = String(name.lowercased().map { [" ", "-", "."].contains($0) ? "_" : $0 })
    guard let field = Self.allCases.first(where: { $0.names.contains(plain) }) else { return nil }
    self = field
  }
}

/// Which column of a list of opt-outs holds what.
struct OptOutColumns {
  private let places: [OptOutField: Int]

  /// Reads the names of the columns; nil if none of them is for numbers.
  ///
  /// - Throws: A fault if two columns are for the same.
  init?(header: DelimitedLine, _ line: Int) throws(OptOutList.Fault) {
    var places: [OptOutField: Int] = [:]
    let names = header.fields.map { String(decoding: $0, as: UTF8.self) }
    guard names.contains(where: { OptOutField(named: $0) == .phone }) else { return nil }
    for (place, name) in names.enumerated() {
      guard let field = OptOutField(named: name) else { continue }
      if let other = places.updateValue(place, forKey: field) {
        throw OptOutList.Fault(
          line: line,
          "has two columns for the same: \(names[other]) and \(name)",
          repair: "Remove or rename one of them.",
          isFatal: true
        )
      }
    }
    self.places = places
  }

  /// The fields of a row; a field that is empty is missing.
  func fields(of row: DelimitedLine) -> [OptOutField: [UInt8]] {
    places.compactMapValues { place in
      guard place < row.fields.count else { return nil }
      return row.fields[place].isEmpty ? nil : row.fields[place]
    }
  }
}

/// Makes entries of the fields of a list of opt-outs.
struct OptOutFields {
  /// The most characters of an imported list's name.
  private static let longestName = 100
  /// How far another time zone's date may be ahead.
  private static let ahead = Interval(seconds: 86_400)

  /// Where entries come from that name no source.
  let origin: OptOut.Origin
  let now: WallTime

  /// The entry of a line.
  ///
  /// - Throws: A fault that names the field, the rule and the repair.
  func optOut(
    _ fields: [OptOutField: [UInt8]],
    _ line: Int
  ) throws(OptOutList.Fault) -> OptOut {
    guard let phone = try number(fields[.phone], "phone", line) else {
      throw OptOutList.Fault(
        line: line,
        "has no number",
        repair: "Give the phone's number, like 12065550142."
      )
    }
    return OptOut(
      phone: phone,
      sender: try number(fields[.from], "from", line),
      account: try text(fields[.account], "account", line).map { account in
        String(account.prefix(Self.longestName))
      },
      origin: try origin(fields[.source], line),
      since: try time(fields[.since], "since", line) ?? now,
      resumedAt: try time(fields[.resumed], "resumed", line)
    )
  }

  private func number(
    _ bytes: [UInt8]?,
    _ name: String,
    _ line: Int
  ) throws(OptOutList.Fault) -> PhoneNumber? {
    guard let text = try text(bytes, name, line) else { return nil }
    do throws(PhoneNumberError) {
      return try PhoneNumber(parsing: text)
    } catch {
      guard !DelimitedLine.isRounded(text) else {
        throw OptOutList.Fault(
          line: line,
          "\(name) was rounded by a spreadsheet",
          repair: "Format the column as text there, and save the file again from the original."
        )
      }
      throw OptOutList.Fault(
        line: line,
        "\(name) \(error.rule)",
        repair: "Write it like 12065550142."
      )
    }
  }

  private func time(
    _ bytes: [UInt8]?,
    _ name: String,
    _ line: Int
  ) throws(OptOutList.Fault) -> WallTime? {
    guard let text = try text(bytes, name, line) else { return nil }
    guard let time = RFC3339.time(text) ?? RFC3339.time(text + "T00:00:00Z") else {
      let isLocal = RFC3339.time(text + "Z") != nil
      throw OptOutList.Fault(
        line: line,
        isLocal
          ? "\(name) lacks the offset from UTC that an RFC 3339 time has"
          : "\(name) must be a date, or an RFC 3339 time with an offset",
        repair: isLocal
          ? "Write \(text)Z if it is UTC, else its offset, as in \(text)-05:00."
          : "Write it like 2026-11-23 or 2026-11-23T08:00:00Z."
      )
    }
    guard time <= now.advanced(by: Self.ahead) else {
      throw OptOutList.Fault(
        line: line,
        "\(name) must not be in the future",
        repair: "Leave it empty if the time is not known."
      )
    }
    return min(time, now)
  }

  private func origin(_ bytes: [UInt8]?, _ line: Int) throws(OptOutList.Fault) -> OptOut.Origin {
    guard let text = try text(bytes, "source", line) else { return origin }
    return Self.origin(named: text)
  }

  /// One of our own words, or the name of a list, cut to fit.
  private static func origin(named text: String) -> OptOut.Origin {
    let known = OptOut.Origin(text)
    guard let known, known.list == nil, known.source != .imported else {
      return OptOut.Origin(list: String((known?.list ?? text).prefix(longestName)))
    }
    return known
  }

  /// A field as text without blanks around it; nil if it is missing or empty.
  private func text(
    _ bytes: [UInt8]?,
    _ name: String,
    _ line: Int
  ) throws(OptOutList.Fault) -> String? {
    guard let bytes = bytes.map(DelimitedLine.trimmed), !bytes.isEmpty else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw OptOutList.Fault(line: line, "\(name) is not UTF-8", repair: "Save the file as UTF-8.")
    }
    return text
  }
}
