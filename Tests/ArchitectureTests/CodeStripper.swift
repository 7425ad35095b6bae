/// Removes the contents of string literals and comments, line by line.
///
/// Knows what this tree writes: `//` comments, single-line strings and `"""` strings (block
/// comments are refused by the formatter).
struct CodeStripper {
  private var inMultilineString = false

  /// What is left of the next line.
  mutating func strip(_ line: String) -> String {
    var kept = ""
    var inString = false
    var rest = Substring(line)
    while let character = rest.first {
      if rest.hasPrefix("\"\"\""), !inString {
        inMultilineString.toggle()
        kept += "\"\"\""
        rest = rest.dropFirst(3)
      } else if inMultilineString {
        rest = rest.dropFirst()
      } else if inString, character == "\\" {
        rest = rest.dropFirst(2)
      } else if character == "\"" {
        inString.toggle()
        kept.append(character)
        rest = rest.dropFirst()
      } else if inString {
        rest = rest.dropFirst()
      } else if rest.hasPrefix("//") {
        break
      } else {
        kept.append(character)
        rest = rest.dropFirst()
      }
    }
    return kept
  }
}
