/// Finds ids that a batch has twice, without keeping them: 8 bytes for each of a million.
///
/// Two ids may have one hash; whoever uses it must compare the ids themselves.
struct BatchIDs {
  private let hash: (String) -> UInt64
  private var hashes: [UInt64] = []

  /// - Parameters:
  ///   - lines: How many ids to expect.
  ///   - hash: The hash of an id.
  init(expecting lines: Int, hash: @escaping (String) -> UInt64 = BatchIDs.hash) {
    self.hash = hash
    hashes.reserveCapacity(lines)
  }

  mutating func add(_ id: String) {
    hashes.append(hash(id))
  }

  /// Ends the collection.
  ///
  /// - Returns: The hashes that it has more than once.
  consuming func repeated() -> RepeatedIDs {
    hashes.sort()
    var repeated: [UInt64] = []
    var more = 0
    for index in hashes.indices.dropFirst() where hashes[index] == hashes[index - 1] {
      more += 1
      if repeated.last != hashes[index] { repeated.append(hashes[index]) }
    }
    return RepeatedIDs(hashes: repeated, count: more, hash: hash)
  }

  /// A hash with a seed of this process, so that nobody can make ids that share one.
  static func hash(_ id: String) -> UInt64 {
    var hasher = Hasher()
    var id = id
    id.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

/// The hashes that ids share, to find out which ids are the same.
struct RepeatedIDs {
  /// No more ids are compared at a time; the others are taken to be as their hashes say.
  private static let mostCompared = 10_000

  /// Ascending.
  private let hashes: [UInt64]
  /// How many ids have the hash of an earlier one.
  let count: Int
  private let hash: (String) -> UInt64
  private var lines: [String: Int] = [:]

  fileprivate init(hashes: [UInt64], count: Int, hash: @escaping (String) -> UInt64) {
    self.hashes = hashes
    self.count = count
    self.hash = hash
  }

  var isEmpty: Bool { hashes.isEmpty }

  /// Looks at an id, in the order of the lines.
  ///
  /// - Returns: The line that used the id first, or nil if this one did.
  mutating func earlierLine(with id: String, on line: Int) -> Int? {
    guard contains(hash(id)) else { return nil }
    if let earlier = lines[id] { return earlier }
    if lines.count < Self.mostCompared { lines[id] = line }
    return nil
  }

  private func contains(_ hash: UInt64) -> Bool {
    var (low, high) = (0, hashes.count)
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return low < hashes.count && hashes[low] == hash
  }
}
