/// Why bytes are not a JSON document that is taken, and where.
package struct JSONFault: Error, Sendable, Equatable {
  package let rule: Rule
  /// Line of the fault, counted from 1; 0 where the decoder did not say.
  package let line: Int
  /// Unicode scalar in the line, counted from 1; 0 where the decoder did not say.
  package let column: Int
  package let path: JSONPath

  package init(rule: Rule, line: Int, column: Int, path: JSONPath = .top) {
    self.rule = rule
    self.line = line
    self.column = column
    self.path = path
  }

  /// The same fault, told from one level higher.
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
