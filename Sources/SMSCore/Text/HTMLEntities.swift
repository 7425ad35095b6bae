/// HTML character references, which appear in texts that were escaped once too often.
enum HTMLEntities {
  /// A text that was escaped more often than this stays escaped.
  private static let mostRounds = 4
  /// The length of the longest reference, `&#x10FFFF;`, in characters.
  private static let longest = 10

  private static let names: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ",
  ]

  /// The text with its references resolved, including those that only appear in the process.
  static func decoded(_ text: String) -> String {
    var text = text
    for _ in 0..<mostRounds {
      guard text.utf8.contains(UInt8(ascii: "&")), let decoded = decodedOnce(text) else { break }
      text = decoded
    }
    return text
  }

  /// nil if there is nothing to resolve.
  private static func decodedOnce(_ text: String) -> String? {
    var rest = text.unicodeScalars[...]
    var result = String.UnicodeScalarView()
    var isChanged = false
    while let start = rest.firstIndex(of: "&") {
      result.append(contentsOf: rest[..<start])
      rest = rest[rest.index(after: start)...]
      let end = rest.prefix(longest - 1).firstIndex(of: ";")
      if let end, let scalar = scalar(String(rest[..<end])) {
        result.append(scalar)
        rest = rest[rest.index(after: end)...]
        isChanged = true
      } else {
        result.append("&")
      }
    }
    result.append(contentsOf: rest)
    return isChanged ? String(result) : nil
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return names[name.lowercased()] }
    let digits = name.dropFirst()
    let value =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init)
  }
}
