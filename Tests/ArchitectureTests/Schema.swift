/// One definition of a JSON Schema; checks only what these tests need: members and choices.
struct Schema {
  private let document: JSONTree
  private let definition: JSONTree

  init(_ name: String, definition: String) throws {
    document = try JSONTree(file: "spool/schema/\(name).schema.json")
    self.definition = document["$defs"][definition]
  }

  var properties: Set<String> { Set(definition["properties"].members.keys) }
  var required: Set<String> { Set(definition["required"].strings) }

  /// The words that a property may have.
  func choices(of property: String) -> Set<String> {
    Set(definition["properties"][property]["enum"].strings)
  }

  /// What is wrong with a document; empty if it is valid.
  func faults(of value: JSONTree) -> [String] {
    let members = value.members
    let missing = required.union(requiredElse(members)).subtracting(members.keys)
      .map { "\($0) is missing" }
    let unknown = Set(members.keys).subtracting(properties).map { "\($0) is not a member" }
    return (missing + unknown + members.compactMap(fault)).sorted()
  }

  /// What is required because the members of `if` are not all there.
  private func requiredElse(_ members: [String: JSONTree]) -> Set<String> {
    let condition = definition["if"]
    let forms: [JSONTree] =
      if case .array(let forms) = condition["anyOf"] { forms } else { [condition] }
    let isMet = forms.contains { Set($0["required"].strings).isSubset(of: members.keys) }
    guard !isMet else { return [] }
    return Set(definition["else"]["required"].strings)
  }

  private func fault(of name: String, _ value: JSONTree) -> String? {
    let rules = resolved(definition["properties"][name])
    if rules["const"] != .null, rules["const"] != value { return "\(name) has another value" }
    if case .array(let choices) = rules["enum"], !choices.contains(value) {
      return "\(name) is none of its choices"
    }
    guard let pattern = rules["pattern"].string, let text = value.string else { return nil }
    guard let regex = try? Regex(pattern) else { return "\(name) has a broken pattern" }
    return text.firstMatch(of: regex) == nil ? "\(name) does not match" : nil
  }

  /// Follows a property's reference to a shared definition.
  private func resolved(_ rules: JSONTree) -> JSONTree {
    guard let reference = rules["$ref"].string else { return rules }
    return document["$defs"][String(reference.dropFirst("#/$defs/".count))]
  }
}
