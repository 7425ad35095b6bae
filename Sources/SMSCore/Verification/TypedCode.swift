/// What a person typed as the code, without blanks, dashes and invisible characters; redacted.
package struct TypedCode: Hashable, Sendable {
  /// Decimal digits of any script are ASCII digits here.
  package let string: String

  package init(_ text: String) {
    var string = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.isBlank && !scalar.isInvisible {
      if let digit = scalar.decimalDigit.flatMap({ Unicode.Scalar(UInt32($0) + 0x30) }) {
        string.append(digit)
      } else if !scalar.isDash {
        string.append(scalar)
      }
    }
    self.string = String(string)
  }
}

extension TypedCode: CustomStringConvertible, CustomReflectable {
  package var description: String { "•••" }

  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
