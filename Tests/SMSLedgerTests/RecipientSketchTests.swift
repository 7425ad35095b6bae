import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct RecipientSketchTests {
  private func sketch(_ phones: Range<Int64>, repeated times: Int = 1) -> RecipientSketch {
    var sketch = RecipientSketch()
    for _ in 0..<times {
      for phone in phones {
        sketch.insert(RecipientSketch.hash(of: 12_065_550_000 + phone, salt: 7))
      }
    }
    return sketch
  }

  @Test("few phones are counted exactly, however often each is added", arguments: [0, 1, 100, 512])
  func exact(_ count: Int64) {
    let found = sketch(0..<count, repeated: 3)
    #expect(found.count == Int(count))
    #expect(found.stored.count <= 2_049)
  }

  @Test("many phones are counted to a few percent", arguments: [513, 2_000, 30_000, 1_000_000])
  func estimated(_ count: Int64) {
    let found = sketch(0..<count)
    #expect(abs(Double(found.count) / Double(count) - 1) < 0.07, "\(found.count)")
    #expect(found.stored.count == 2_049)
  }

  @Test(
    "sketches together count what they have in common once",
    arguments: [(300, 200, 400), (400, 300, 800), (20_000, 100, 20_100), (20_000, 10_000, 50_000)]
  )
  func union(_ first: Int64, _ start: Int64, _ end: Int64) {
    var both = sketch(0..<first)
    both.formUnion(sketch(start..<end))
    var reverse = sketch(start..<end)
    reverse.formUnion(sketch(0..<first))
    #expect(both.count == reverse.count)
    if end <= 1_000 {
      #expect(both.count == Int(end))
    } else {
      #expect(abs(Double(both.count) / Double(end) - 1) < 0.07)
    }
  }

  @Test("a sketch is stored whole", arguments: [0, 1, 512, 513, 9_000])
  func stored(_ count: Int64) throws {
    let found = sketch(0..<count)
    #expect(try #require(RecipientSketch(stored: found.stored)) == found)
  }

  @Test("bytes that are no sketch are none")
  func damaged() {
    for bytes: [UInt8] in [[], [0, 1], [1, 2, 3], [2], [1] + [UInt8](repeating: 0, count: 2_047)] {
      #expect(RecipientSketch(stored: bytes) == nil)
    }
    // Registers that no hash makes are counted all the same.
    let full = RecipientSketch(stored: [1] + [UInt8](repeating: 255, count: 2_048))
    #expect((full?.count ?? 0) > 1_000_000)
  }
}
