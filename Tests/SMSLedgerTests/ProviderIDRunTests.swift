import SMSCore
import Testing

@testable import SMSLedger

@Suite("A run of the provider's ids")
struct ProviderIDRunTests {
  private static let limits = ProviderIDRun.Limits(full: 5, rest: 2, step: 2, changes: 100)

  private var run = ProviderIDRun(mark: 7, limits: limits)

  private func key(_ index: Int) -> ProviderIDKey { ProviderIDKey("mdr2-\(index)") }

  private mutating func add(_ range: Range<Int>) {
    for index in range {
      let isAdded = run.add((key(index), JobNumber(Int64(index))))
      #expect(isAdded)
    }
  }

  @Test("a key is the 64-bit FNV-1a hash, in every version")
  func keys() {
    #expect(ProviderIDKey("").value == Int64(bitPattern: 0xCBF2_9CE4_8422_2325))
    let id = "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d"
    #expect(ProviderIDKey(id).value == Int64(bitPattern: 0x298E_8795_6556_B278))
  }

  @Test("is put in by steps, in order of the keys, and moves the mark with its last step")
  mutating func steps() {
    add(0..<5)
    let steps = [run.next(at: 20), run.next(at: 30), run.next(at: 40)]
    #expect(steps.map(\.entries.count) == [2, 2, 1])
    #expect(steps.flatMap(\.entries).map(\.key) == (0..<5).map { key($0) }.sorted())
    #expect(steps.map(\.mark) == [nil, nil, 20])
    #expect(run.mark == 20 && run.count == 0)
  }

  @Test("what comes while it is put in belongs to the next run")
  mutating func next() {
    add(0..<3)
    _ = run.next(at: 20)
    add(3..<5)
    let (entries, mark) = run.next(at: 25)
    #expect(entries.count == 1 && mark == 20)
    #expect(run[key(3)] == JobNumber(3) && run[key(4)] == JobNumber(4))
    let second = run.next(at: 25)
    #expect(Set(second.entries.map(\.job)) == [JobNumber(3), JobNumber(4)])
    #expect(second.mark == 25)
  }

  @Test("what is removed is not put in, even if its run has begun")
  mutating func removed() {
    add(0..<5)
    let first = run.next(at: 20).entries.map(\.key)
    for index in 0..<5 { run.remove((key(index), JobNumber(Int64(index)))) }
    #expect(first.count == 2 && run.count == 0)
    let (entries, mark) = run.next(at: 20)
    #expect(entries.isEmpty && mark == 20)
  }

  @Test("holds one job for a key; the same job may come again")
  mutating func sharedKey() {
    #expect(ProviderIDKey("8yn0iYCKYHlIj4-BwPqk") == ProviderIDKey("GReLUrM4wMqfg9yzV3KQ"))
    let added = [1, 1, 2].map { run.add((key(1), JobNumber($0))) }
    #expect(added == [true, true, false])
    run.remove((key(1), JobNumber(2)))
    #expect(run[key(1)] == JobNumber(1))
  }

  @Test("is due when it is full, when the ledger rests, after many changes, and until it is in")
  mutating func due() {
    add(0..<1)
    #expect(!run.isDue(at: 20, isResting: true))
    add(1..<2)
    #expect(run.isDue(at: 20, isResting: true) && !run.isDue(at: 20, isResting: false))
    #expect(!run.isDue(at: 106, isResting: false) && run.isDue(at: 107, isResting: false))
    add(2..<5)
    #expect(run.isDue(at: 20, isResting: false))
    _ = run.next(at: 20)
    #expect(run.isDue(at: 20, isResting: false))
    _ = run.next(at: 20)
    _ = run.next(at: 20)
    #expect(!run.isDue(at: 20, isResting: true))
  }
}
