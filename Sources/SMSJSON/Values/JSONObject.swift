/// The members of a JSON object, in the order of the file.
///
/// Names are distinct: the strict parser refuses duplicates, and `set` replaces. Only what
/// `LenientJSONParser` read may have duplicates, of which the first counts.
package struct JSONObject: Sendable, Equatable {
  package struct Member: Sendable, Equatable {
    package let name: String
    package var value: JSONValue

    package init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  package private(set) var members: [Member]

  /// Takes members that are known to have distinct names.
  package init(members: [Member] = []) {
    self.members = members
  }

  /// Takes pairs; of two with the same name the later one counts.
  package init(_ pairs: [(String, JSONValue)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for (name, value) in pairs {
      set(name, value)
    }
  }

  /// Takes pairs whose names are known to be distinct, less those without a value.
  package init(distinct pairs: [(String, JSONValue?)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for case (let name, let value?) in pairs {
      members.append(Member(name: name, value: value))
    }
  }

  package var isEmpty: Bool { members.isEmpty }

  package subscript(name: String) -> JSONValue? {
    members.first { $0.name == name }?.value
  }

  /// The object without the members of these names that are null: serialisers write null for what
  /// is not set.
  package func omittingNulls(of names: [String]) -> JSONObject {
    guard members.contains(where: { $0.value.isNull }) else { return self }
    return JSONObject(members: members.filter { !($0.value.isNull && names.contains($0.name)) })
  }

  /// Replaces the member of that name, or appends one.
  package mutating func set(_ name: String, _ value: JSONValue) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = value
    } else {
      members.append(Member(name: name, value: value))
    }
  }

  /// Sets the member if there is a value; leaves the object alone if not.
  package mutating func set(_ name: String, ifPresent value: JSONValue?) {
    if let value { set(name, value) }
  }
}
