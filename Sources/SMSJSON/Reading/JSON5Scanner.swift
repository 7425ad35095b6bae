internal import SMSCore

/// Walks through JSON5 before the decoder does, for what that one does not say: where a character is
/// that JSON5 does not have, that a member is there twice, and that a string contains a NUL character,
/// which that one cannot decode.
///
/// Whatever else is wrong with the text is left to the decoder.
struct JSON5Scanner {
  private struct Container {
    let isObject: Bool
    var names: Set<String> = []
    /// Whether the next word or string is a member's name.
    var expectsName: Bool
    /// The member or element that is being read.
    var step: JSONPath.Step?
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var column = 1
  private var containers: [Container] = []
  private var plain = String.UnicodeScalarView()

  /// The text with blanks beyond ASCII (U+00A0, U+FEFF and others), which JSON5 allows and the decoder
  /// does not, as blanks of ASCII.
  ///
  /// - Throws: `strayCharacter`, `duplicateMember` or `nul`, with the place.
  static func plain(_ text: String) throws(JSONFault) -> String {
    var scanner = JSON5Scanner(text)
    try scanner.run()
    return String(scanner.plain)
  }

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  private mutating func run() throws(JSONFault) {
    while let scalar = current {
      switch scalar {
      case "{", "[": open(isObject: scalar == "{")
      case "}", "]":
        _ = containers.popLast()
        take()
      case ",": next()
      case "\"", "'": try string(scalar)
      case "/" where following == "/" || following == "*": comment()
      case _ where Self.isWord(scalar): try word()
      case "\0": throw nul()
      case _ where scalar.isASCII: take()
      case _ where scalar.isBlank || scalar == "\u{FEFF}": take(as: " ")
      default: throw fault(.strayCharacter(scalar))
      }
    }
  }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private var following: Unicode.Scalar? {
    position + 1 < scalars.count ? scalars[position + 1] : nil
  }

  private mutating func take(as other: Unicode.Scalar? = nil) {
    let scalar = scalars[position]
    plain.append(other ?? scalar)
    position += 1
    column = scalar == "\n" ? 1 : column + 1
    if scalar == "\n" { line += 1 }
  }

  private mutating func open(isObject: Bool) {
    containers.append(
      Container(isObject: isObject, expectsName: isObject, step: isObject ? nil : .index(0))
    )
    take()
  }

  private mutating func next() {
    if var container = containers.popLast() {
      container.expectsName = container.isObject
      if case .index(let index) = container.step { container.step = .index(index + 1) }
      containers.append(container)
    }
    take()
  }

  private mutating func string(_ quote: Unicode.Scalar) throws(JSONFault) {
    let start = (line: line, column: column)
    var text = String.UnicodeScalarView()
    take()
    while let scalar = current, scalar != quote {
      if isNUL { throw nul() }
      if scalar == "\\", following != nil { take() }
      text.append(scalars[position])
      take()
    }
    if current != nil { take() }
    try read(String(text), from: start)
  }

  /// Whether a NUL character of a string is next, as it is or as an escape.
  private var isNUL: Bool {
    let next = scalars[position...].prefix(6)
    guard next.first == "\\" else { return next.first == "\0" }
    let escape = next.dropFirst()
    switch escape.first {
    case "u": return escape.elementsEqual("u0000".unicodeScalars)
    case "x": return escape.prefix(3).elementsEqual("x00".unicodeScalars)
    // With a digit after it, it is not an escape of JSON5.
    case "0": return !(escape.dropFirst().first.map { ("0"..."9").contains($0) } ?? false)
    default: return escape.first == "\0"
    }
  }

  /// In a name the path leads to the object that has it.
  private func nul() -> JSONFault {
    let place = containers.last?.expectsName == true ? containers.dropLast() : containers[...]
    let path = JSONPath(place.compactMap(\.step))
    return JSONFault(rule: .nul, line: line, column: column, path: path)
  }

  private mutating func word() throws(JSONFault) {
    let start = (line: line, column: column)
    var text = String.UnicodeScalarView()
    while let scalar = current, Self.isWord(scalar) {
      text.append(scalar)
      take()
    }
    try read(String(text), from: start)
  }

  /// Letters, digits and what numbers are written with.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || "_$+-.0123456789".unicodeScalars.contains(scalar)
    }
    return scalar.properties.isIDContinue
  }

  /// A word or string ended: where a name is expected, it is one.
  private mutating func read(
    _ text: String,
    from start: (line: Int, column: Int)
  ) throws(JSONFault) {
    guard let last = containers.indices.last, containers[last].expectsName else { return }
    containers[last].expectsName = false
    containers[last].step = .member(text)
    guard containers[last].names.insert(text).inserted else {
      throw JSONFault(rule: .duplicateMember, line: start.line, column: start.column, path: path)
    }
  }

  private mutating func comment() {
    let isBlock = following == "*"
    take()
    take()
    while let scalar = current {
      if !isBlock, scalar == "\n" { return }
      if isBlock, scalar == "*", following == "/" {
        take()
        take()
        return
      }
      take()
    }
  }

  private var path: JSONPath { JSONPath(containers.compactMap(\.step)) }

  private func fault(_ rule: JSONFault.Rule) -> JSONFault {
    JSONFault(rule: rule, line: line, column: column, path: path)
  }
}
