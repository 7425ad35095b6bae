import SMSCore
import Testing

struct JitterTests {
  @Test("the same seed gives the same run, another seed another")
  func seeded() {
    func run(_ seed: UInt64) -> [Double] {
      var jitter = Jitter(seed: seed)
      return (0..<100).map { _ in jitter.next() }
    }
    #expect(run(7) == run(7))
    #expect(run(7) != run(8))
    #expect(Set(run(7)).count == 100)
  }

  @Test("it is the published generator", arguments: [(0, 0xE220_A839_7B1D_CDAF)])
  func published(seed: UInt64, first: UInt64) {
    var jitter = Jitter(seed: seed)
    #expect(jitter.next() == Double(first >> 11) * 0x1p-53)
  }

  @Test("numbers lie from 0 to below 1 and are spread evenly")
  func range() {
    var jitter = Jitter(seed: 1)
    var tenths = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 {
      let number = jitter.next()
      #expect((0..<1).contains(number))
      tenths[Int(number * 10)] += 1
    }
    #expect(tenths.allSatisfy { (9_600...10_400).contains($0) })
  }
}
