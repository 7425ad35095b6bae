internal import SMSCore

/// How many different phones a number of ours sent to, in an hour or in several together.
///
/// Up to `mostExact` phones the count is exact; beyond, it is estimated to about 2.3 % in 2 KiB,
/// whatever their number. It holds 32 bits of a salted hash of each phone or less, and goes with its
/// hour.
///
/// Source: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6.
struct RecipientSketch: Equatable {
  /// As many as take the room of the registers.
  static let mostExact = 512
  private static let indexBits = 11
  private static let registers = 1 << indexBits
  /// Bits of a hash beside the index.
  private static let rankBits = 32 - indexBits

  private enum Form: Equatable {
    case exact(Set<UInt32>)
    /// The longest run of zeros, plus one, that the hashes of each index have; 0: no hash.
    case estimated([UInt8])
  }

  private var form = Form.exact([])

  init() {}

  /// A sketch as `stored` returns it; nil if the bytes are none.
  init?(stored bytes: [UInt8]) {
    guard let kind = bytes.first else { return nil }
    let rest = bytes.dropFirst()
    switch kind {
    case 0 where rest.count.isMultiple(of: 4):
      var hashes: Set<UInt32> = []
      for start in stride(from: 1, to: bytes.count, by: 4) {
        hashes.insert(bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) })
      }
      form = .exact(hashes)
    case 1 where rest.count == Self.registers: form = .estimated(Array(rest))
    default: return nil
    }
  }

  /// The sketch as bytes: its form, then hashes or registers.
  var stored: [UInt8] {
    switch form {
    case .exact(let hashes):
      [0]
        + hashes.sorted().flatMap { hash in
          [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
        }
    case .estimated(let registers): [1] + registers
    }
  }

  /// The hash of a phone; the salt keeps the hashes of two ledgers apart.
  static func hash(of phone: Int64, salt: Int64) -> UInt32 {
    // The finalizer of splitmix64: every bit of the number moves half of the bits.
    var word = UInt64(bitPattern: phone) ^ UInt64(bitPattern: salt)
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: (word ^ (word >> 31)) >> 32)
  }

  /// Adds a phone.
  ///
  /// - Returns: Whether that changed the sketch.
  @discardableResult
  mutating func insert(_ hash: UInt32) -> Bool {
    switch form {
    case .exact(var hashes):
      // Not two copies while one is changed.
      form = .exact([])
      let isNew = hashes.insert(hash).inserted
      form = hashes.count > Self.mostExact ? .estimated(Self.registers(of: hashes)) : .exact(hashes)
      return isNew
    case .estimated(var registers):
      form = .exact([])
      let isNew = Self.add(hash, to: &registers)
      form = .estimated(registers)
      return isNew
    }
  }

  /// Adds the phones of another sketch; two exact ones stay exact together.
  mutating func formUnion(_ other: RecipientSketch) {
    switch (form, other.form) {
    case (.exact(let mine), .exact(let theirs)): form = .exact(mine.union(theirs))
    case (.exact(let hashes), .estimated(let registers)),
      (.estimated(let registers), .exact(let hashes)):
      form = .estimated(Self.larger(registers, Self.registers(of: hashes)))
    case (.estimated(let mine), .estimated(let theirs)):
      form = .estimated(Self.larger(mine, theirs))
    }
  }

  /// How many phones there are.
  var count: Int {
    switch form {
    case .exact(let hashes): hashes.count
    case .estimated(let registers): Self.estimate(registers)
    }
  }

  private static func registers(of hashes: Set<UInt32>) -> [UInt8] {
    var registers = [UInt8](repeating: 0, count: registers)
    for hash in hashes { add(hash, to: &registers) }
    return registers
  }

  @discardableResult
  private static func add(_ hash: UInt32, to registers: inout [UInt8]) -> Bool {
    let index = Int(hash >> rankBits)
    let rest = hash << indexBits
    let rank = UInt8(min(rest.leadingZeroBitCount, rankBits) + 1)
    guard rank > registers[index] else { return false }
    registers[index] = rank
    return true
  }

  private static func larger(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    zip(first, second).map { max($0, $1) }
  }

  private static func estimate(_ values: [UInt8]) -> Int {
    var counts = [Int](repeating: 0, count: rankBits + 2)
    for value in values { counts[min(Int(value), rankBits + 1)] += 1 }
    let size = Double(registers)
    var sum = size * tau(1 - Double(counts[rankBits + 1]) / size)
    for rank in stride(from: rankBits, through: 1, by: -1) {
      sum = 0.5 * (sum + Double(counts[rank]))
    }
    sum += size * sigma(Double(counts[0]) / size)
    // 1 / (2 ln 2)
    let alpha = 0.721_347_520_444_481_7
    // Registers as no hashes make them are full.
    return Int(min(alpha * size * size / sum, Double(UInt32.max)).rounded())
  }

  /// The correction for registers without a hash.
  private static func sigma(_ share: Double) -> Double {
    guard share < 1 else { return .infinity }
    var (power, weight, sum, last) = (share, 1.0, share, -1.0)
    while sum != last {
      power *= power
      last = sum
      sum += power * weight
      weight += weight
    }
    return sum
  }

  /// The correction for registers that can rise no more.
  private static func tau(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return 0 }
    var (root, weight, sum, last) = (share, 1.0, 1 - share, -1.0)
    while sum != last {
      root = root.squareRoot()
      last = sum
      weight *= 0.5
      sum -= (1 - root) * (1 - root) * weight
    }
    return sum / 3
  }
}
