/// Makes invalid inputs from valid ones; each seed gives one input.
package struct FuzzMutator: Sendable {
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]

  /// The longest input in bytes.
  private let longest: Int

  /// - Parameters:
  ///   - corpus: Valid inputs to start from, at least one.
  ///   - words: Pieces of the format, besides those of JSON.
  ///   - longest: The longest input in bytes.
  package init(corpus: [[UInt8]], words: [String] = [], longest: Int = 70_000) {
    precondition(!corpus.isEmpty, "a corpus without an input")
    self.corpus = corpus
    self.words = FuzzWords.json + words.map { Array($0.utf8) }
    self.longest = longest
  }

  /// The input for a seed.
  package func input(seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var bytes = random.pick(corpus)
    // Few changes leave the rest valid; with many, even the first stage of reading fails.
    for _ in 0...random.below(random.oneIn(4) ? 16 : 3) {
      change(&bytes, &random)
    }
    return Array(bytes.prefix(longest))
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    switch random.below(16) {
    case 0: flip(&bytes, &random)
    case 1: set(&bytes, &random)
    case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place(bytes, &random))
    case 3: bytes.removeSubrange(range(bytes, &random))
    case 4: bytes.removeLast(bytes.count - place(bytes, &random))
    case 5: copy(&bytes, &random)
    case 6: splice(&bytes, &random)
    case 7: bytes.replaceSubrange(range(bytes, &random), with: random.pick(words))
    case 8, 9: bytes.insert(contentsOf: random.pick(words), at: place(bytes, &random))
    case 10, 11: replaceValue(&bytes, &random)
    case 12, 13: replaceString(&bytes, &random)
    case 14: swap(&bytes, &random)
    default: if random.oneIn(24) { grow(&bytes, &random) }
    }
  }

  private func place(_ bytes: [UInt8], _ random: inout SeededRandom) -> Int {
    random.below(bytes.count + 1)
  }

  /// Mostly short ranges: long ones leave nothing to read.
  private func range(_ bytes: [UInt8], _ random: inout SeededRandom) -> Range<Int> {
    let start = place(bytes, &random)
    let most = random.oneIn(8) ? bytes.count : 8
    return start..<min(bytes.count, start + random.below(most + 1))
  }

  private func flip(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
  }

  private func set(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    let edges: [UInt8] = [
      0, 0x1F, 0x20, 0x22, 0x2C, 0x3A, 0x5C, 0x7F, 0x80, 0xBF, 0xC0, 0xED, 0xFF,
    ]
    bytes[random.below(bytes.count)] = random.pick(edges)
  }

  private func copy(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let piece = Array(bytes[range(bytes, &random)])
    let times = random.oneIn(16) ? 1 + random.below(300) : 1
    let copies = (0..<times).flatMap { _ in piece }.prefix(longest)
    bytes.insert(contentsOf: copies, at: place(bytes, &random))
  }

  private func splice(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let other = random.pick(corpus)
    bytes = Array(bytes[..<place(bytes, &random)] + other[place(other, &random)...])
  }

  private func swap(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let first = range(bytes, &random)
    let piece = Array(bytes[first])
    bytes.removeSubrange(first)
    bytes.insert(contentsOf: piece, at: place(bytes, &random))
  }
}

extension FuzzMutator {
  /// Replaces the text between a colon and the next comma or bracket.
  private func replaceValue(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
    guard !colons.isEmpty else { return }
    let start = random.pick(colons) + 1
    let ends: [UInt8] = [0x2C, 0x5D, 0x7D, 0x0A]
    let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: random.pick(words))
  }

  /// Replaces the text between two quotes.
  private func replaceString(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
    guard quotes.count > 1 else { return }
    let first = random.below(quotes.count - 1)
    let word = random.pick(words).filter { $0 != UInt8(ascii: "\"") }
    bytes.replaceSubrange(quotes[first] + 1..<quotes[first + 1], with: word)
  }

  /// Inserts something long or deep, which readers must limit.
  private func grow(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let count = 1 << random.below(16)
    let piece: [UInt8] =
      switch random.below(6) {
      case 0: Array("[".utf8)
      case 1: Array("{\"a\":".utf8)
      case 2: Array("9".utf8)
      case 3: Array(" ".utf8)
      case 4: Array("\u{301}".utf8)
      default: random.pick(words)
      }
    let grown = repeatElement(piece, count: count / max(1, piece.count)).joined()
    bytes.insert(contentsOf: grown, at: place(bytes, &random))
  }
}
