/// One broken rule of a document, with its place and its repair.
package struct Fault: Sendable, Equatable {
  package let path: JSONPath
  /// What the rule is, as in `accounts.main.messages_per_second: must be above 0`.
  package let rule: String
  /// What to do about it, as a sentence; empty where the rule says it.
  package let repair: String

  package init(_ path: JSONPath, _ rule: String, repair: String = "") {
    self.path = path
    self.rule = rule
    self.repair = repair
  }
}

extension Fault: CustomStringConvertible {
  package var description: String {
    path.steps.isEmpty ? rule : "\(path): \(rule)"
  }
}
