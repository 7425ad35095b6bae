internal import SMSCore
internal import SMSJSON

/// Reads one object of the configuration: each call reads and checks a member, and records a fault
/// with the member's path if it breaks a rule, so that all faults are reported at once.
struct ConfigurationReader {
  /// The maximum of a time: 10 years.
  static let longestSeconds = 10.0 * 365.25 * 86_400

  private let object: JSONObject
  let path: JSONPath
  private var known: [String] = []

  /// A missing object reads as an empty one, so that all defaults apply.
  init(_ value: JSONValue?, at path: JSONPath, _ faults: inout Faults) {
    self.path = path
    object = value?.object ?? JSONObject()
    if let value, value.object == nil {
      faults.add(path, "must be an object, not \(value.kindName)")
    }
  }

  mutating func value(_ name: String) -> JSONValue? {
    known.append(name)
    return object[name]
  }

  /// Records a fault for every member not read so far; must be called last.
  func refuseOthers(_ faults: inout Faults) {
    faults.addUnknownMembers(of: object, at: path, known: known)
  }

  mutating func string(_ name: String, _ faults: inout Faults) -> String? {
    guard let value = value(name) else { return nil }
    guard let string = value.string else {
      faults.add(path.member(name), "must be a string, not \(value.kindName)")
      return nil
    }
    guard !string.isEmpty else {
      faults.add(path.member(name), "must not be empty")
      return nil
    }
    return string
  }

  mutating func bool(_ name: String, default fallback: Bool, _ faults: inout Faults) -> Bool {
    guard let value = value(name) else { return fallback }
    guard let bool = value.bool else {
      faults.add(path.member(name), "must be true or false, not \(value.kindName)")
      return fallback
    }
    return bool
  }

  /// Reads an absolute path of a file or directory.
  mutating func filePath(_ name: String, _ faults: inout Faults) -> String? {
    guard let text = string(name, &faults) else { return nil }
    guard text.hasPrefix("/") else {
      faults.add(
        path.member(name),
        "must be an absolute path",
        repair: "Write it from the root, as in \"/var/spool/smsdispatch/default\"."
      )
      return nil
    }
    let parts = text.split(separator: "/")
    guard !parts.contains("..") else {
      faults.add(path.member(name), "must not hold \"..\"")
      return nil
    }
    let names = parts.filter { $0 != "." }
    guard !names.isEmpty else {
      faults.add(path.member(name), "must not be the root directory")
      return nil
    }
    return "/" + names.joined(separator: "/")
  }

  mutating func number(
    _ name: String,
    default fallback: Double,
    above lowest: Double,
    upTo highest: Double,
    _ faults: inout Faults
  ) -> Double {
    guard let value = value(name) else { return fallback }
    guard let number = value.number?.double else {
      faults.add(path.member(name), "must be \(Self.number(not: value))")
      return fallback
    }
    guard number > lowest else {
      faults.add(path.member(name), "must be above \(Self.text(lowest))")
      return fallback
    }
    guard number <= highest else {
      faults.add(path.member(name), "must be at most \(Self.text(highest))")
      return fallback
    }
    return number
  }

  /// Reads a fraction from 0 to 1.
  mutating func share(
    _ name: String,
    default fallback: Double,
    _ faults: inout Faults
  ) -> Double {
    guard let value = value(name) else { return fallback }
    guard let number = value.number?.double, (0...1).contains(number) else {
      faults.add(path.member(name), "must be a number from 0 to 1")
      return fallback
    }
    return number
  }

  mutating func count(
    _ name: String,
    default fallback: Int,
    in range: ClosedRange<Int> = 1...Int(Int32.max),
    _ faults: inout Faults
  ) -> Int {
    guard let value = value(name) else { return fallback }
    guard let number = value.number?.double, number == number.rounded() else {
      let found = value.number == nil ? ", not \(value.kindName)" : ""
      faults.add(path.member(name), "must be a whole number\(found)")
      return fallback
    }
    guard number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
      faults.add(
        path.member(name),
        "must be from \(range.lowerBound) to \(range.upperBound)"
      )
      return fallback
    }
    return Int(number)
  }

  /// Reads a time in seconds (or in days, with `unit`), which may have a fraction.
  mutating func interval(
    _ name: String,
    default fallback: Double,
    atLeast lowest: Double = 0,
    unit: Double = 1,
    _ faults: inout Faults
  ) -> Interval {
    let seconds = value(name).flatMap { value in
      duration(value, at: path.member(name), atLeast: lowest, unit: unit, &faults)
    }
    return Interval(seconds: (seconds ?? fallback) * unit)
  }

  private func duration(
    _ value: JSONValue,
    at path: JSONPath,
    atLeast lowest: Double,
    unit: Double,
    _ faults: inout Faults
  ) -> Double? {
    guard let number = value.number?.double else {
      faults.add(path, "must be \(Self.number(not: value))")
      return nil
    }
    guard number >= lowest else {
      faults.add(path, "must be at least \(Self.text(lowest))")
      return nil
    }
    guard number * unit <= Self.longestSeconds else {
      faults.add(path, "must be at most 10 years (\(Self.text(Self.longestSeconds / unit)))")
      return nil
    }
    return number
  }

  /// Reads a list of times in seconds.
  mutating func intervals(
    _ name: String,
    default fallback: [Double],
    _ faults: inout Faults
  ) -> [Interval] {
    guard let value = value(name) else { return fallback.map(Interval.init(seconds:)) }
    guard let array = value.array, !array.isEmpty else {
      faults.add(path.member(name), "must be a list of seconds with at least one entry")
      return []
    }
    return array.enumerated().compactMap { index, element in
      let place = path.member(name).index(index)
      return duration(element, at: place, atLeast: 0, unit: 1, &faults)
        .map(Interval.init(seconds:))
    }
  }

  mutating func phoneNumber(_ name: String, _ faults: inout Faults) -> PhoneNumber? {
    value(name).flatMap { Self.phoneNumber($0, at: path.member(name), &faults) }
  }

  mutating func phoneNumbers(_ name: String, _ faults: inout Faults) -> [PhoneNumber]? {
    guard let value = value(name) else { return nil }
    guard let array = value.array else {
      faults.add(path.member(name), "must be a list of numbers, not \(value.kindName)")
      return nil
    }
    return array.enumerated().compactMap { index, element in
      Self.phoneNumber(element, at: path.member(name).index(index), &faults)
    }
  }

  /// Reads a list of words; `fault` returns the rule that a word breaks, or nil.
  mutating func strings(
    _ name: String,
    _ faults: inout Faults,
    fault: (String) -> String?
  ) -> [String]? {
    guard let value = value(name) else { return nil }
    guard let array = value.array else {
      faults.add(path.member(name), "must be a list, not \(value.kindName)")
      return nil
    }
    return array.enumerated().compactMap { index, element in
      let place = path.member(name).index(index)
      guard let word = element.string else {
        faults.add(
          place,
          "must be a string, not \(element.kindName)",
          repair: "Put it in double quotes."
        )
        return nil
      }
      guard let rule = fault(word) else { return word }
      faults.add(place, rule)
      return nil
    }
  }

  private static func phoneNumber(
    _ value: JSONValue,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> PhoneNumber? {
    guard let text = value.string else {
      faults.add(
        path,
        "must be a string, not \(value.kindName)",
        repair: "Put the number in quotes, as in \"12065550101\"."
      )
      return nil
    }
    do throws(PhoneNumberError) {
      return try PhoneNumber(parsing: text)
    } catch {
      faults.add(path, error.rule)
      return nil
    }
  }

  /// Reads one of a fixed set of words.
  mutating func choice<Choice>(
    _ name: String,
    default fallback: Choice,
    among choices: [(word: String, choice: Choice)],
    _ faults: inout Faults
  ) -> Choice {
    guard let text = string(name, &faults) else { return fallback }
    if let match = choices.first(where: { $0.word == text }) { return match.choice }
    let words = choices.map { "\"\($0.word)\"" }.joined(separator: ", ")
    faults.add(path.member(name), "must be one of \(words)")
    return fallback
  }

  /// The members of an object with arbitrary names, such as spools and accounts.
  mutating func named(_ name: String, _ faults: inout Faults) -> [(name: String, JSONValue)] {
    let value = value(name)
    guard let members = value?.object?.members, !members.isEmpty else {
      faults.add(path.member(name), "must name at least one, as in { main: { … } }")
      return []
    }
    for member in members where !Self.isName(member.name) {
      faults.add(
        path.member(name).member(member.name),
        "must be named with 1 to 64 of a-z, A-Z, 0-9, '-' and '_'"
      )
    }
    return members.filter { Self.isName($0.name) }.map { ($0.name, $0.value) }
  }

  static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  private static func number(not value: JSONValue) -> String {
    value.number == nil ? "a number, not \(value.kindName)" : "a finite number"
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }
}
