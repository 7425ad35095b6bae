internal import CLibcurl
internal import SMSCore

/// Dates of header fields (RFC 9110, section 5.6.7), in all of their three forms.
enum HTTPDate {
  /// The end of the year 9999, which is the last that the forms can say; seconds since 1970.
  private static let latest = 253_402_300_799

  /// The time that a field's value says; nil if it is missing or says none after 1970.
  static func time(_ field: String?) -> WallTime? {
    // libcurl reads all three forms of a date, but would also take a bare sign and number for one.
    guard let field, let first = field.utf8.first,
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & ~0x20)
    else { return nil }
    let seconds = curl_getdate(field, nil)
    // It also reads years of ten digits, whose milliseconds fit no number.
    guard (0...latest).contains(seconds) else { return nil }
    return WallTime(milliseconds: Int64(seconds) * 1_000)
  }
}
