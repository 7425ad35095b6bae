/// A piece of an HTML document, escaped by construction.
///
/// Tags and the names of attributes are those of two closed lists, without a script or a style among
/// them; whatever comes as a `String` is text, in an element as in a value. There is no way to add markup.
package struct HTML: Equatable, Sendable {
  /// The markup.
  package private(set) var source: String

  /// Nothing.
  package init() { source = "" }

  private init(source: String) { self.source = source }

  /// A text.
  package init(text: String) { source = Escaping.escaped(text) }

  /// An element.
  ///
  /// - Parameters:
  ///   - tag: Its name.
  ///   - attributes: Its attributes; nil is left out.
  ///   - content: What is in it.
  package init(
    _ tag: Tag,
    _ attributes: Attribute?...,
    @HTMLBuilder content: () -> HTML
  ) {
    let inside = content()
    source = ""
    source.reserveCapacity(inside.source.utf8.count + 64)
    open(tag, attributes)
    source += inside.source
    source += "</\(tag.rawValue)>"
  }

  /// An element that holds a text.
  package init(_ tag: Tag, _ attributes: Attribute?..., text: String) {
    source = ""
    open(tag, attributes)
    source += Escaping.escaped(text)
    source += "</\(tag.rawValue)>"
  }

  /// An element that holds nothing and has no end.
  package init(void tag: VoidTag, _ attributes: Attribute?...) {
    source = "<\(tag.rawValue)"
    for case let attribute? in attributes { append(attribute) }
    source += ">"
  }

  private mutating func open(_ tag: Tag, _ attributes: [Attribute?]) {
    source += "<"
    source += tag.rawValue
    for case let attribute? in attributes { append(attribute) }
    source += ">"
  }

  private mutating func append(_ attribute: Attribute) {
    source += " "
    source += attribute.name.rawValue
    guard let value = attribute.value else { return }
    source += "=\""
    source += Escaping.escaped(value)
    source += "\""
  }

  package static func += (left: inout HTML, right: HTML) { left.source += right.source }

  package static func + (left: HTML, right: HTML) -> HTML {
    HTML(source: left.source + right.source)
  }

  package var isEmpty: Bool { source.isEmpty }

  /// A whole document.
  package var document: String { "<!doctype html>\n\(source)\n" }
}

/// Text for HTML.
private enum Escaping {
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: isSpecial) else { return text }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + 32)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default:
        if isInvisible(scalar) {
          escaped += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte >= 0x7F || [0x22, 0x26, 0x27, 0x3C, 0x3E].contains(byte)
  }

  /// Whether it would not be seen, and could change how others are read: controls but for the line
  /// feed and the tab, and the characters with the Unicode property Bidi_Control.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00..<0x20, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069,
      0xFEFF:
      true
    default: false
    }
  }
}

/// Puts pieces of HTML in a row; a `String` is text.
@resultBuilder
package enum HTMLBuilder {
  package static func buildExpression(_ text: String) -> HTML { HTML(text: text) }
  package static func buildExpression(_ html: HTML) -> HTML { html }
  package static func buildExpression(_ html: HTML?) -> HTML { html ?? HTML() }
  package static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }
  package static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML() }
  package static func buildEither(first part: HTML) -> HTML { part }
  package static func buildEither(second part: HTML) -> HTML { part }

  package static func buildArray(_ parts: [HTML]) -> HTML {
    var all = HTML()
    for part in parts { all += part }
    return all
  }
}
