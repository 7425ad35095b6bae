/// Pieces of JSON, valid and invalid, for a mutator to insert.
enum FuzzWords {
  static let json: [[UInt8]] = (texts + numbers).map { Array($0.utf8) } + broken

  private static let texts = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "{}", "[]", "\"\"", "null", "true", "false", "\n",
    "{\"a\":1}", "[1,2]", "\"a\":1,", "[[[[[[[[[[[[[[[[[", "//", "/*", "*/", "'a'", "+1",
    "Infinity",
    "NaN", "\\n", "\\u0000", "\\u0041", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\uFFFF", "\\x41",
    "\u{1F3BF}", "\u{E9}", "e\u{301}", "\u{202E}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7F}",
    "\u{10FFFF}", "..", "/", "../../x",
  ]

  private static let numbers = [
    "0", "-0", "1", "-1", "00", "0.5", ".5", "1.", "1e", "1e5", "1E+400", "1e-400", "0x10", "3.9e9",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
    "1e308", "4.9e-324", "123456789012345678901234567890.5",
  ]

  /// Invalid UTF-8: truncated, overlong, a surrogate, beyond the last code point.
  private static let broken: [[UInt8]] = [
    [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    [0xF0, 0x9F, 0x8E], [0xFF, 0xFE], [0xFE, 0xFF, 0x00], [0x00, 0x7B],
  ]
}
