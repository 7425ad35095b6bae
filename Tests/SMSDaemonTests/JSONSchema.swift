import FoundationEssentials
import SMSJSON
import Testing

/// A JSON Schema (2020-12), as far as those in `spool/schema` use it.
struct JSONSchema {
  private let document: JSONObject

  /// Reads a schema from this repository.
  init(_ name: String) throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = try String(contentsOfFile: "/\(root)/spool/schema/\(name)", encoding: .utf8)
    document = try #require(try JSONParser.parse(Array(text.utf8)).object)
  }

  /// What is wrong with a value, with paths; empty if it is valid.
  func faults(of value: JSONValue) throws -> [String] {
    try faults(value, .object(document), at: "")
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) throws -> [String]
  {
    if schema == .bool(false) { return ["\(place): must not be there"] }
    let rules = try #require(schema.object, "\(place): a schema is an object or false")
    return try rules.members.flatMap { rule in
      try faults(value, rule.name, rule.value, of: rules, at: place)
    }
  }

  private func faults(
    _ value: JSONValue,
    _ keyword: String,
    _ rule: JSONValue,
    of rules: JSONObject,
    at place: String
  ) throws -> [String] {
    switch keyword {
    case "$schema", "$id", "$defs", "title", "description", "format", "then", "else":
      return []
    case "$ref":
      return try faults(value, definition(rule), at: place)
    case "oneOf":
      let found = try (rule.array ?? []).map { try faults(value, $0, at: place) }
      guard found.count(where: \.isEmpty) != 1 else { return [] }
      return ["\(place): is not exactly one of \(found)"]
    case "allOf":
      return try (rule.array ?? []).flatMap { try faults(value, $0, at: place) }
    case "if":
      let branch = try faults(value, rule, at: place).isEmpty ? rules["then"] : rules["else"]
      return try branch.map { try faults(value, $0, at: place) } ?? []
    case "properties", "required", "additionalProperties":
      return try members(value.object, keyword, rule, of: rules, at: place)
    case "items":
      return try (value.array ?? []).flatMap { try faults($0, rule, at: place + "[]") }
    default:
      switch try allows(value, keyword, rule) {
      case true?: return []
      case false?: return ["\(place): \(keyword)"]
      case nil: return ["\(place): the keyword \(keyword) is not known here"]
      }
    }
  }

  private func members(
    _ object: JSONObject?,
    _ keyword: String,
    _ rule: JSONValue,
    of rules: JSONObject,
    at place: String
  ) throws -> [String] {
    guard let object else { return [] }
    let known = rules["properties"]?.object
    switch keyword {
    case "required":
      return (rule.array ?? []).compactMap(\.string).filter { object[$0] == nil }
        .map { "\(place): \($0) is missing" }
    case "additionalProperties":
      let others = object.members.filter { known?[$0.name] == nil }
      guard rule == .bool(false) else {
        return try others.flatMap { try faults($0.value, rule, at: "\(place)/\($0.name)") }
      }
      return others.map { "\(place): \($0.name) is not a member" }
    default:
      return try object.members.flatMap { member in
        guard let rule = known?[member.name] else { return [String]() }
        return try faults(member.value, rule, at: "\(place)/\(member.name)")
      }
    }
  }

  /// Whether a value conforms to a keyword that applies to it alone; nil if the keyword is unknown.
  private func allows(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) throws -> Bool? {
    switch keyword {
    case "const": return value == rule
    case "enum": return rule.array?.contains(value)
    case "type":
      let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
      return types.contains { isA($0, value) }
    case "minimum", "maximum":
      guard let number = value.number?.double, let limit = rule.number?.double else { return true }
      return keyword == "minimum" ? number >= limit : number <= limit
    case "minLength", "maxLength":
      guard let text = value.string, let limit = rule.number?.int64 else { return true }
      let count = Int64(text.unicodeScalars.count)
      return keyword == "minLength" ? count >= limit : count <= limit
    case "pattern":
      guard let text = value.string, let pattern = rule.string else { return true }
      return try text.firstMatch(of: Regex(pattern)) != nil
    default: return nil
    }
  }

  private func isA(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
      ("number", .number), ("null", .null):
      true
    case ("integer", .number(let number)): number.int64 != nil
    default: false
    }
  }

  private func definition(_ reference: JSONValue) throws -> JSONValue {
    let name = try #require(reference.string?.split(separator: "/").last)
    return try #require(document["$defs"]?.object?[String(name)])
  }
}
