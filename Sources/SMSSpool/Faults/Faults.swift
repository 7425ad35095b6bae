internal import SMSSystem

/// Gathers the faults of a document, so that all are told at once.
package struct Faults: Error, Sendable, Equatable {
  /// Faults told in full; a file of thousands must not make a result of thousands.
  package static let told = 20

  package private(set) var faults: [Fault] = []
  /// Faults found beyond `told`.
  package private(set) var untold = 0

  package init() {}

  package var isEmpty: Bool { faults.isEmpty }

  package mutating func add(_ path: JSONPath, _ rule: String, repair: String = "") {
    add(Fault(path, rule, repair: repair))
  }

  package mutating func add(_ fault: Fault) {
    if faults.count < Self.told {
      faults.append(fault)
    } else {
      untold += 1
    }
  }

  /// Adds a fault for each member that is not among the known names.
  ///
  /// - Parameters:
  ///   - object: The object at `path`.
  ///   - path: Its place.
  ///   - known: The names that may stand there.
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

  /// All rules in one sentence part.
  package var summary: String {
    var parts = faults.map(\.description)
    if untold > 0 { parts.append("and \(untold) more") }
    return parts.joined(separator: "; ")
  }

  /// Each rule with its repair, for a hint that must name both.
  package var advice: String {
    var parts = faults.map { fault in
      "\(fault).\(fault.repair.isEmpty ? "" : " \(fault.repair)")"
    }
    if untold > 0 { parts.append("And \(untold) more.") }
    return parts.joined(separator: " ")
  }
}
