/// The member names of an object being read, to find duplicates without comparing each with each.
///
/// Names are distinct by their bytes; `String` alone would take two spellings of é for one.
struct DistinctNames {
  /// Up to this many names a walk is cheaper than hashing.
  private static let walked = 16

  private var hashed: Set<String> = []

  /// Says whether the name is new.
  mutating func insert(_ name: String, besides members: [JSONObject.Member]) -> Bool {
    if members.count < Self.walked {
      return !Self.contains(name, in: members)
    }
    if members.count == Self.walked {
      hashed = Set(members.map(\.name))
    }
    return hashed.insert(name).inserted || !Self.contains(name, in: members)
  }

  private static func contains(_ name: String, in members: [JSONObject.Member]) -> Bool {
    members.contains { $0.name == name && $0.name.utf8.elementsEqual(name.utf8) }
  }
}
