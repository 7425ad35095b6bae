internal import SMSCore

/// Scans JSON5 before the decoder does, for faults that the decoder does not report: stray
/// characters with their position, duplicate members, and NUL characters in strings, which it
/// cannot decode.
///
/// All other faults are left to the decoder.
struct JSON5Scanner {
  private struct Container {
    let isObject: Bool
    var names: Set<String> = []
    /// Whether the next word or string is a member's name.
    var expectsName: Bool
    /// The member or element being read.
    var step: JSONPath.Step?
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var column = 1
  private var containers: [Container] = []
  private var plain = String.UnicodeScalarView()

  /// The text with non-ASCII blanks (U+00A0, U+FEFF and others), which JSON5 allows but the decoder
  /// does not, replaced by ASCII blanks.
  ///
  /// - Throws: `strayCharacter`, `duplicateMember` or `nul`, with its position.
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

  /// Whether a NUL character comes next in a string, literally or as an escape.
  private var isNUL: Bool {
    let next = scalars[position...].prefix(6)
    guard next.first == "\\" else { return next.first == "\0" }
    let escape = next.dropFirst()
    switch escape.first {
    case "u": return escape.elementsEqual("u0000".unicodeScalars)
    case "x": return escape.prefix(3).elementsEqual("x00".unicodeScalars)
    // Followed by a digit, it is not a JSON5 escape.
    case "0": return !(escape.dropFirst().first.map { ("0"..."9").contains($0) } ?? false)
    default: return escape.first == "\0"
    }
  }

  /// The fault for a NUL; in a name, the path ends at the object.
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

  /// Letters, digits and the characters that numbers use.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || "_$+-.0123456789".unicodeScalars.contains(scalar)
    }
    return scalar.properties.isIDContinue
  }

  /// Handles the end of a word or string: where a name is expected, it is one.
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
