/// What a person typed as the code, without blanks and hyphens; never shows itself.
package struct TypedCode: Hashable, Sendable {
  package let string: String

  package init(_ text: String) {
    string = String(text.filter { !$0.isWhitespace && $0 != "-" })
  }
}

extension TypedCode: CustomStringConvertible, CustomReflectable {
  package var description: String { "•••" }

  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
