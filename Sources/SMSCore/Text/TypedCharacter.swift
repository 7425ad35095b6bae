/// What a typed character means, whatever keyboard, script or width it came from.
extension Unicode.Scalar {
  /// The digit that it stands for, in any script; nil if it is not a decimal digit.
  package var decimalDigit: Int? {
    if isASCII { return ("0"..."9").contains(self) ? Int(value - 0x30) : nil }
    guard properties.numericType == .decimal else { return nil }
    return properties.numericValue.map { Int($0) }
  }

  /// Whether it is blank space; this includes the empty Braille cell, which Unicode calls a symbol.
  package var isBlank: Bool {
    isASCII ? Self.asciiBlanks.contains(self) : properties.isWhitespace || self == "\u{2800}"
  }

  /// Whether it is invisible: direction marks, zero-width characters, the BOM, selectors.
  package var isInvisible: Bool {
    guard !isASCII else { return false }
    return properties.generalCategory == .format || properties.isDefaultIgnorableCodePoint
  }

  /// Whether it is a hyphen, a dash or a minus sign.
  package var isDash: Bool {
    isASCII
      ? self == "-" : properties.generalCategory == .dashPunctuation || self == "\u{2212}"
  }

  /// The ASCII character that a fullwidth one stands for; any other character itself.
  ///
  /// Source: Unicode, block "Halfwidth and Fullwidth Forms".
  package var halfwidth: Unicode.Scalar {
    guard (0xFF01...0xFF5E).contains(value) else { return self }
    return Unicode.Scalar(value - 0xFEE0) ?? self
  }

  /// The ASCII letter that a mathematical letter, or one in a circle, a square or brackets, stands
  /// for; any other character itself.
  ///
  /// Each of these alphabets runs from A to Z; the mathematical ones continue with a to z. Letters
  /// that Unicode had before are missing there, and are in `letterlike`. White letters on black
  /// count as letters here, though Unicode does not decompose them.
  ///
  /// Source: Unicode, blocks "Mathematical Alphanumeric Symbols", "Enclosed Alphanumerics",
  /// "Enclosed Alphanumeric Supplement", "Letterlike Symbols".
  var unstyled: Unicode.Scalar {
    let letter: UInt32? =
      switch value {
      case 0x1D400...0x1D6A3:
        (value - 0x1D400) % 52 < 26 ? 0x41 + (value - 0x1D400) % 26 : 0x61 + (value - 0x1D400) % 26
      case 0x249C...0x24B5: 0x61 + value - 0x249C
      case 0x24B6...0x24CF: 0x41 + value - 0x24B6
      case 0x24D0...0x24E9: 0x61 + value - 0x24D0
      case 0x1F110...0x1F129: 0x41 + value - 0x1F110
      case 0x1F130...0x1F149: 0x41 + value - 0x1F130
      case 0x1F150...0x1F169: 0x41 + value - 0x1F150
      case 0x1F170...0x1F189: 0x41 + value - 0x1F170
      default: Self.letterlike[self]
      }
    return letter.flatMap(Unicode.Scalar.init) ?? self
  }

  /// The mathematical letters outside their block.
  private static let letterlike: [Unicode.Scalar: UInt32] = {
    let letters: [(Unicode.Scalar, String)] = [
      ("B", "ℬ"), ("C", "ℂℭ"), ("D", "ⅅ"), ("E", "ℰ"), ("F", "ℱ"), ("H", "ℋℌℍ"), ("I", "ℐℑ"),
      ("L", "ℒ"), ("M", "ℳ"), ("N", "ℕ"), ("P", "ℙ"), ("Q", "ℚ"), ("R", "ℛℜℝ"), ("Z", "ℤℨ"),
      ("d", "ⅆ"), ("e", "ℯⅇ"), ("g", "ℊ"), ("h", "ℎ"), ("i", "ⅈ"), ("j", "ⅉ"), ("o", "ℴ"),
    ]
    var letterlike: [Unicode.Scalar: UInt32] = [:]
    for (letter, forms) in letters {
      for form in forms.unicodeScalars { letterlike[form] = letter.value }
    }
    return letterlike
  }()

  /// The character in quotes if it is visible, and its code point unless it is visible ASCII.
  package var quotedName: String {
    let hexadecimal = String(value, radix: 16, uppercase: true)
    let codePoint =
      "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    if isASCII { return value > 0x20 && value < 0x7F ? "'\(self)'" : codePoint }
    return isPrinted ? "'\(self)' (\(codePoint))" : codePoint
  }

  private static let asciiBlanks: Set<Unicode.Scalar> = [
    " ", "\t", "\n", "\r", "\u{B}", "\u{C}",
  ]

  /// Whether it is visible on its own: not a blank, a control or a combining character.
  private var isPrinted: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      false
    default: !properties.isDefaultIgnorableCodePoint
    }
  }
}

extension String {
  /// The text with each scalar replaced.
  func mappingScalars(_ replacement: (Unicode.Scalar) -> Unicode.Scalar) -> String {
    var mapped = String.UnicodeScalarView()
    for scalar in unicodeScalars { mapped.append(replacement(scalar)) }
    return String(mapped)
  }
}

/// Capital Latin letters without their accents.
package enum PlainLetters {
  /// Removes accents from the letters of North America's languages, composed or not.
  ///
  /// - Returns: The text in capitals.
  package static func of(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.uppercased().unicodeScalars where !combiningAccents.contains(scalar.value) {
      plain.append(base[scalar] ?? scalar)
    }
    return String(plain)
  }

  private static let combiningAccents: ClosedRange<UInt32> = 0x300...0x36F

  private static let base: [Unicode.Scalar: Unicode.Scalar] = {
    let accented: [(Unicode.Scalar, String)] = [
      ("A", "ÀÁÂÃÄÅ"), ("C", "Ç"), ("E", "ÈÉÊË"), ("I", "ÌÍÎÏ"), ("N", "Ñ"), ("O", "ÒÓÔÕÖ"),
      ("U", "ÙÚÛÜ"), ("Y", "ÝŸ"),
    ]
    var base: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (letter, forms) in accented {
      for form in forms.unicodeScalars { base[form] = letter }
    }
    return base
  }()
}
