/// One line of a file of columns (CSV), as RFC 4180 and spreadsheets write it.
package struct DelimitedLine {
  /// Commas, or what spreadsheets of other countries and exports write instead.
  package static let delimiters: [UInt8] = [",", ";", "\t"].map { UInt8(ascii: $0) }

  private static let quote = UInt8(ascii: "\"")

  /// The fields as UTF-8, without quotes and without blanks around them.
  package private(set) var fields: [[UInt8]] = []
  /// Whether every quote is closed; a field may go on in the next line.
  package private(set) var isClosed = true

  /// Splits a line.
  ///
  /// - Parameters:
  ///   - bytes: The line, without its newline.
  ///   - delimiter: What separates the fields.
  package init(_ bytes: some Collection<UInt8>, delimiter: UInt8) {
    var field: [UInt8] = []
    var isQuoted = false
    var hasQuotes = false
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      if byte == Self.quote {
        if isQuoted, rest.first == Self.quote {
          field.append(byte)
          rest.removeFirst()
        } else if isQuoted || field.allSatisfy(Self.isBlank) {
          if !isQuoted { field = [] }
          isQuoted.toggle()
          hasQuotes = true
        } else {
          field.append(byte)
        }
      } else if byte == delimiter, !isQuoted {
        fields.append(hasQuotes ? field : Self.trimmed(field))
        field = []
        hasQuotes = false
      } else if isQuoted || !hasQuotes || !Self.isBlank(byte) {
        field.append(byte)
      }
    }
    fields.append(hasQuotes ? field : Self.trimmed(field))
    isClosed = !isQuoted
  }

  /// The bytes without blanks, tabs and carriage returns at either end.
  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
    Array(bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  /// A field as it is written: in quotes if it needs them.
  package static func field(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { $0 == quote || delimiters.contains($0) || $0 < 0x20 }
    guard needsQuotes || text.first == " " || text.last == " " else { return text }
    let escaped = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + escaped.joined(separator: "\"\"") + "\""
  }

  /// Whether a spreadsheet wrote a number with an exponent, so that its last digits are lost:
  /// `1.20656E+10`.
  package static func isRounded(_ text: String) -> Bool {
    let parts = text.split(separator: "E", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].first, first.isASCII, first.isNumber else {
      return false
    }
    return Double(String(parts[0].map { $0 == "," ? "." : $0 })) != nil && Int(parts[1]) != nil
  }
}
