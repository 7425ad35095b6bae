internal import SMSCore

/// The paths of the numbers' API, version 2, which belongs to all versions of the messaging API.
///
/// Source: developer.flowroute.com/api/numbers/v2.0 and /api/message-provision/v2.0.
enum NumbersPath {
  static let own = "/v2/numbers"
  static let provisioning = "/v2/message-provision"

  static func one(_ number: PhoneNumber) -> String { "\(own)/\(number.digits)" }

  static func callback(_ callback: AccountCallback, of number: PhoneNumber) -> String {
    "\(one(number))/relationships/\(callback.rawValue)"
  }

  static func task(_ id: String) -> String { "\(provisioning)/status/\(id)" }

  static func own(_ page: NumberPageQuery) -> String {
    "\(own)?limit=\(page.limit)&offset=\(page.offset)"
  }

  /// Digits without a country code are taken for North American ones.
  static func available(_ search: NumberSearch, _ page: NumberPageQuery) -> String {
    var members: [(String, String?)] = [
      ("starts_with", search.prefix), ("contains", search.contains), ("ends_with", search.suffix),
      ("state", search.state), ("rate_center", search.rateCenter),
    ]
    if let isTollFree = search.isTollFree {
      members.append(("number_type", isTollFree ? "toll-free" : "longcode"))
    }
    members += [("limit", String(page.limit)), ("offset", String(page.offset))]
    let query = members.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
    return "\(own)/available?\(query.joined(separator: "&"))"
  }

  /// Escapes all but the unreserved characters of RFC 3986, section 2.3.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
