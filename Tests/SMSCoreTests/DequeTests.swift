import Testing

@testable import SMSCore

struct DequeTests {
  @Test("it behaves as an array would, whatever is done with it", arguments: 1...20 as ClosedRange)
  func likeAnArray(seed: Int) {
    var choice = Jitter(seed: UInt64(seed))
    var deque = Deque<Int>()
    var array: [Int] = []
    for number in 0..<2000 {
      switch choice.next() {
      case ..<0.42:
        deque.append(number)
        array.append(number)
      case ..<0.5:
        deque.prepend(number)
        array.insert(number, at: 0)
      case ..<0.995:
        let popped = deque.popFirst()
        #expect(popped == (array.isEmpty ? nil : array.removeFirst()))
      default:
        let popped = deque.popAll()
        #expect(popped == array)
        array = []
      }
      #expect(deque.count == array.count)
      #expect(deque.first == array.first)
    }
    #expect(Array(deque) == array)
  }

  @Test("what it gave away it does not keep alive")
  func lets() {
    final class Text: Sendable {}
    var deque = Deque<Text>()
    weak var first: Text?
    do {
      let text = Text()
      first = text
      deque.append(text)
      deque.append(Text())
    }
    #expect(first != nil)
    _ = deque.popFirst()
    #expect(first == nil)
  }
}
