package import SMSCore
package import SMSJSON

/// What of people a console shows: everything, or what members of the console's groups may see.
///
/// They see no phone number but our own, only its last four digits, wherever it appears: in a column,
/// an id, an error or the name of a file. They see no metadata, and no words of the provider, which
/// may repeat a text. Texts and codes are never shown.
package struct Disclosure: Sendable {
  package static let whole = Disclosure(own: nil)

  /// Our own numbers, as eleven digits; nil: nothing is left out.
  private let own: Set<String>?

  /// For members of a group.
  ///
  /// - Parameter own: Our own numbers, which are shown.
  /// - Returns: What they see.
  package static func masked(own: Set<PhoneNumber>) -> Disclosure {
    Disclosure(own: Set(own.map(\.digits)))
  }

  /// The members that are left out.
  private static let hidden: Set<String> = ["metadata", "provider_detail", "record", "body"]

  /// A text with what is shown of its phone numbers.
  package func shown(_ text: String) -> String {
    guard let own else { return text }
    return MaskedNumbers.mask(text, except: own)
  }

  /// An object with what is shown of it.
  package func shown(_ object: JSONObject) -> JSONObject {
    guard own != nil else { return object }
    let detail = object["provider_detail"]?.string ?? ""
    return JSONObject(
      members: object.members.compactMap { member in
        guard !Self.hidden.contains(member.name) else { return nil }
        return JSONObject.Member(name: member.name, value: shown(member.value, without: detail))
      }
    )
  }

  // A hint may repeat words of the provider, the detail.
  private func shown(_ value: JSONValue, without detail: String) -> JSONValue {
    switch value {
    case .string(let text):
      return .string(shown(detail.isEmpty ? text : text.replacing(detail, with: "(not shown)")))
    case .array(let values): return .array(values.map { shown($0, without: detail) })
    case .object(let object): return .object(shown(object))
    default: return value
    }
  }
}

/// Finds phone numbers in any text.
private enum MaskedNumbers {
  private static let shownDigits = 4
  /// The provider's ids have 32 such digits.
  private static let shortestHexadecimal = 24
  /// With fewer, no digits are a whole number of another country.
  private static let shortestForeign = 8
  private static let longestForeign = 15
  private static let bullet = Array("•".utf8)

  static func mask(_ text: String, except own: Set<String>) -> String {
    guard text.utf8.count(where: isDigit) >= shortestForeign else { return text }
    let bytes = Array(text.utf8)
    var masked: [UInt8] = []
    var place = 0
    while place < bytes.count {
      guard isDigit(bytes[place]) else {
        masked.append(bytes[place])
        place += 1
        continue
      }
      let end = endOfNumber(in: bytes, from: place) ?? endOfDigits(in: bytes, from: place)
      let part = bytes[place..<end]
      masked += isSecret(part, in: bytes, own) ? hidden(part) : Array(part)
      place = end
    }
    return String(decoding: masked, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func endOfDigits(in bytes: [UInt8], from start: Int) -> Int {
    bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
  }

  /// How the ten digits of a number are grouped where not all are in a row; a 1 may come first, in
  /// a group of its own or not.
  private static let groupings: [[Int]] = [[3, 3, 4], [3, 7], [6, 4]]
  private static let allGroupings: Set<[Int]> = {
    let single = groupings.map { [1] + $0 }
    let joined = groupings.map { [$0[0] + 1] + $0.dropFirst() }
    return Set(groupings + single + joined + [[1, 10]])
  }()

  /// The end of a number written in groups: `1 (206) 555-0142`, `206.555.0142`, `206-5550142`.
  private static func endOfNumber(in bytes: [UInt8], from start: Int) -> Int? {
    var sizes: [Int] = []
    var place = start
    var end: Int?
    while sizes.count < 4 {
      let next = endOfDigits(in: bytes, from: place)
      guard next > place else { break }
      sizes.append(next - place)
      let isNumber = allGroupings.contains(sizes)
      let hasOne = sizes.reduce(0, +) == 10 || bytes[start] == UInt8(ascii: "1")
      if isNumber, hasOne { end = next }
      place = next + bytes[next...].prefix(3).prefix { " -.()_/".utf8.contains($0) }.count
      if place == next { break }
    }
    return end
  }

  private static func isSecret(
    _ part: ArraySlice<UInt8>,
    in bytes: [UInt8],
    _ own: Set<String>
  ) -> Bool {
    let digits = String(decoding: part.filter(isDigit), as: UTF8.self)
    guard !own.contains(digits), !own.contains("1\(digits)") else { return false }
    let isForeign = part.startIndex > 0 && bytes[part.startIndex - 1] == UInt8(ascii: "+")
    if isForeign { return (shortestForeign...longestForeign).contains(digits.utf8.count) }
    // Also one that the numbering plan does not have, or no longer, and one with digits after it.
    let count = digits.utf8.count
    let isNumber =
      count == 11 && digits.hasPrefix("1") || count >= 10 && isPhone(digits.prefix(10))
      || count > 11 && isPhone(digits.dropFirst().prefix(10))
    return isNumber && !isHexadecimal(part, in: bytes)
  }

  private static func isPhone(_ digits: Substring) -> Bool {
    (try? PhoneNumber(parsing: String(digits))) != nil
  }

  /// Whether digits are part of a long id of hexadecimal digits, such as the provider's.
  private static func isHexadecimal(_ part: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
    func isOne(_ byte: UInt8) -> Bool { isDigit(byte) || letters.contains(byte) }
    let before = bytes[..<part.startIndex].reversed().prefix(while: isOne).count
    let after = bytes[part.endIndex...].prefix(while: isOne).count
    return part.allSatisfy(isDigit) && before + part.count + after >= shortestHexadecimal
  }

  private static func hidden(_ part: ArraySlice<UInt8>) -> [UInt8] {
    var left = part.count(where: isDigit) - shownDigits
    return part.flatMap { byte -> [UInt8] in
      guard isDigit(byte) else { return [byte] }
      left -= 1
      return left >= 0 ? bullet : [byte]
    }
  }
}
