/// The members of a JSON object, in file order.
///
/// Names are distinct: the strict parser rejects duplicates, and `set` replaces. Only
/// `LenientJSONParser` keeps duplicates, and then the first one counts.
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

  /// Takes members whose names are known to be distinct.
  package init(members: [Member] = []) {
    self.members = members
  }

  /// Takes pairs; if two have the same name, the later value counts.
  package init(_ pairs: [(String, JSONValue)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for (name, value) in pairs {
      set(name, value)
    }
  }

  /// Takes pairs whose names are known to be distinct, skipping nil values.
  package init(distinct pairs: [(String, JSONValue?)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for case (let name, let value?) in pairs {
      members.append(Member(name: name, value: value))
    }
  }

  /// An empty object with room for as many members.
  package init(capacity: Int) {
    members = []
    members.reserveCapacity(capacity)
  }

  package var isEmpty: Bool { members.isEmpty }

  /// The first member of that name; nil if there is none.
  package subscript(name: String) -> JSONValue? {
    members.first { $0.name == name }?.value
  }

  /// The object without null members of these names: serialisers write null for what is not set.
  package func omittingNulls(of names: [String]) -> JSONObject {
    guard members.contains(where: { $0.value.isNull }) else { return self }
    return JSONObject(members: members.filter { !($0.value.isNull && names.contains($0.name)) })
  }

  /// Replaces the member of that name, or appends it.
  package mutating func set(_ name: String, _ value: JSONValue) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = value
    } else {
      members.append(Member(name: name, value: value))
    }
  }

  /// Appends a member whose name is known to be new, unless the value is nil.
  package mutating func append(_ name: String, _ value: JSONValue?) {
    if let value { members.append(Member(name: name, value: value)) }
  }

  /// Sets the member unless the value is nil.
  package mutating func set(_ name: String, ifPresent value: JSONValue?) {
    if let value { set(name, value) }
  }
}
