internal import SMSCore

/// Why a JSON document is rejected, and where.
package struct JSONFault: Error, Sendable, Equatable {
  package let rule: Rule
  /// The line, counted from 1; 0 if the decoder gave no position.
  package let line: Int
  /// The column in Unicode scalars, counted from 1; 0 if the decoder gave no position.
  package let column: Int
  /// Where the fault is; `top` for the document itself.
  package let path: JSONPath

  package init(rule: Rule, line: Int, column: Int, path: JSONPath = .top) {
    self.rule = rule
    self.line = line
    self.column = column
    self.path = path
  }

  /// The same fault, with the path starting one level higher.
  func inside(_ step: JSONPath.Step) -> JSONFault {
    JSONFault(rule: rule, line: line, column: column, path: path.inside(step))
  }
}

extension JSONFault: CustomStringConvertible {
  package var description: String {
    var place: [String] = []
    if line > 0 { place.append("line \(line), column \(column)") }
    if !path.steps.isEmpty { place.append("in \(path)") }
    return place.isEmpty ? rule.sentence : "\(place.joined(separator: ", ")): \(rule.sentence)"
  }
}

extension JSONFault {
  /// The violated rule (RFC 8259, and the contract's own limits).
  package enum Rule: Sendable, Equatable {
    case empty
    case byteOrderMark
    case notUTF8
    case utf16
    case endsEarly
    case expectedValue
    case expectedName
    case expectedColon
    case expectedCommaOrEnd(of: Container)
    case trailingComma
    case afterTheValue
    case tooDeep(limit: Int)
    case duplicateMember
    case unterminatedString
    /// Unescaped, which JSON forbids.
    case controlCharacter(UInt32)
    /// Allowed by JSON, but not usable in a text message: an escaped control character, or U+007F
    /// to U+009F.
    case unusableCharacter(UInt32)
    /// In JSON5, outside strings and comments.
    case strayCharacter(Unicode.Scalar)
    /// In JSON5: U+0000, literally or as an escape.
    case nul
    case badEscape
    case loneSurrogate
    case badNumber
    case syntax

    package enum Container: String, Sendable {
      case object
      case array
    }
  }
}

extension JSONFault.Rule {
  /// What is wrong, as a phrase; never contains a value from the document.
  package var sentence: String {
    switch self {
    case .empty: "there is no JSON value"
    case .byteOrderMark: "the file must not start with a byte order mark"
    case .notUTF8: "the bytes are not UTF-8"
    case .utf16: "the file must be UTF-8, not UTF-16 or UTF-32"
    case .endsEarly: "the file ends inside a value"
    case .expectedValue: "a value was expected"
    case .expectedName: "a member name in double quotes was expected"
    case .expectedColon: "a colon was expected after the member name"
    case .expectedCommaOrEnd(.object): "a comma or } was expected"
    case .expectedCommaOrEnd(.array): "a comma or ] was expected"
    case .trailingComma: "a comma must be followed by another value"
    case .afterTheValue: "nothing may follow the value"
    case .tooDeep(let limit): "arrays and objects may be nested \(limit) deep at most"
    case .duplicateMember: "duplicate member"
    case .unterminatedString: "the string has no closing quote on its line"
    case .controlCharacter(let value):
      "the character \(Self.codePoint(value)) must be escaped in a string"
    case .unusableCharacter(let value):
      "the control character \(Self.codePoint(value)) cannot be sent or stored"
    case .strayCharacter(let scalar) where scalar.properties.isQuotationMark:
      "\(scalar.quotedName) does not quote: write \" or '"
    case .strayCharacter(let scalar): "\(scalar.quotedName) is not allowed outside of strings"
    case .nul:
      "no path and no other value can contain a NUL character (U+0000, \"\\u0000\"): remove it"
    case .badEscape: "the escape after \\ is not one of JSON's"
    case .loneSurrogate: "a \\u escape is one half of a surrogate pair"
    case .badNumber: "the number is not valid JSON"
    case .syntax: "this is not valid JSON5"
    }
  }

  private static func codePoint(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
