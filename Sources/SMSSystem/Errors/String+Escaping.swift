/// Bytes of unknown origin, made safe to print.
extension String {
  /// Escapes bytes so that they cannot affect a terminal, a log reader or a line structure.
  ///
  /// Printable UTF-8 is kept. A backslash is doubled; invalid UTF-8 and ASCII control characters
  /// become `\xNN`; invisible characters (controls, line separators, direction marks, private and
  /// unassigned ones) become `\u{…}`.
  package init(escaping bytes: some Collection<UInt8>) {
    if bytes.allSatisfy(isPlain) {
      self.init(decoding: bytes, as: UTF8.self)
      return
    }
    self.init()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var position = bytes.startIndex
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let units):
        append(escaping: Unicode.UTF8.decode(units))
        position = bytes.index(position, offsetBy: units.count)
      case .error(let length):
        for _ in 0..<length {
          append(hexadecimal: bytes[position])
          position = bytes.index(after: position)
        }
      case .emptyInput:
        return
      }
    }
  }

  /// Escapes text of unknown origin; see `init(escaping:)` for bytes.
  package init(escaping text: String) {
    self.init(escaping: Array(text.utf8))
  }

  private mutating func append(escaping scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control where scalar.isASCII:
      append(hexadecimal: UInt8(truncatingIfNeeded: scalar.value))
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      append("\\u{\(String(scalar.value, radix: 16))}")
    default:
      append(scalar == "\\" ? "\\\\" : String(scalar))
    }
  }

  private mutating func append(hexadecimal byte: UInt8) {
    let digits = String(byte, radix: 16)
    append(digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)")
  }
}

/// Whether a byte is printable ASCII other than a backslash.
private func isPlain(_ byte: UInt8) -> Bool {
  (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
}

extension Unicode.Scalar {
  /// Whether it is above ASCII and could control a terminal, end a line, or change the reading
  /// order: C1 controls, line separators and characters with the Unicode property Bidi_Control.
  package var steersTerminal: Bool {
    switch value {
    case 0x80...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension String {
  /// The text with characters that could control a terminal escaped; ASCII is kept, line ends too.
  package func escapingTerminalControls(
    as form: (Unicode.Scalar) -> String = { "\\u{\(String($0.value, radix: 16))}" }
  ) -> String {
    guard unicodeScalars.contains(where: \.steersTerminal) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar.steersTerminal ? form(scalar) : String(scalar)
    }
  }

  /// A word for a shell's command line, quoted if the shell would not take it literally.
  package init(shellWord word: String) {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "/._-=:,@+".utf8.contains(byte)
        }
      }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    self = isPlain ? word : "'" + parts.joined(separator: "'\\''") + "'"
  }
}
