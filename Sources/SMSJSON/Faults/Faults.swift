internal import SMSCore

/// A violated rule of a document, with its path and its repair.
package struct Fault: Sendable, Equatable {
  /// Where the rule is violated; the top if it concerns several members.
  package let path: JSONPath
  /// The rule, such as `must be above 0` in `accounts.main.messages_per_second: must be above 0`.
  package let rule: String
  /// How to repair it, as a sentence; empty if the rule makes it obvious.
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

/// Collects the faults of a document, so that all are reported at once.
package struct Faults: Error, Sendable, Equatable {
  /// The most faults reported in full, so that a file with thousands does not make a huge result.
  package static let limit = 20

  /// The first `limit` faults, in the order in which they were found.
  package private(set) var faults: [Fault] = []
  /// How many faults were found beyond `limit`.
  package private(set) var omittedCount = 0

  package init() {}

  package var isEmpty: Bool { faults.isEmpty }

  package mutating func add(_ path: JSONPath, _ rule: String, repair: String = "") {
    add(Fault(path, rule, repair: repair))
  }

  package mutating func add(_ fault: Fault) {
    if faults.count < Self.limit {
      faults.append(fault)
    } else {
      omittedCount += 1
    }
  }

  /// Whether a fault was found at a path or below it.
  package func hasFault(at path: JSONPath) -> Bool {
    faults.contains { $0.path.steps.starts(with: path.steps) }
  }

  /// Adds a fault for each member whose name is not known.
  ///
  /// - Parameters:
  ///   - object: The object at `path`.
  ///   - path: The object's path.
  ///   - known: The allowed names.
  package mutating func addUnknownMembers(
    of object: JSONObject,
    at path: JSONPath,
    known: [String]
  ) {
    for member in object.members where !known.contains(member.name) {
      let nearest = NearestName.of(member.name, among: known)
      add(
        path.member(member.name),
        "is not a known member",
        repair: nearest.map { "Did you mean \"\($0)\"?" } ?? "Remove it."
      )
    }
  }

  /// All faults, joined into one phrase.
  package var summary: String {
    var parts = faults.map(\.description)
    if omittedCount > 0 { parts.append("and \(omittedCount) more") }
    return parts.joined(separator: "; ")
  }

  /// All faults with their repairs as sentences, for hints.
  package var advice: String {
    var parts = faults.map { fault in
      "\(fault).\(fault.repair.isEmpty ? "" : " \(fault.repair)")"
    }
    if omittedCount > 0 { parts.append("And \(omittedCount) more.") }
    return parts.joined(separator: " ")
  }
}
