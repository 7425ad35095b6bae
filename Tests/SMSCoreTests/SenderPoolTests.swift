import SMSCore
import Testing

@Suite("A pool of senders")
struct SenderPoolTests {
  private static func number(_ value: UInt64) -> PhoneNumber {
    guard let number = try? PhoneNumber(value: value) else {
      preconditionFailure("a number of the plan")
    }
    return number
  }

  private let seattle = number(12_065_550_101)
  private let ballard = number(12_065_550_102)
  private let dallas = number(12_145_550_101)
  private var pool: SenderPool {
    SenderPool(account: "main", numbers: [dallas, seattle, ballard])
  }

  @Test("a recipient keeps its number, however many others have it")
  func sticky() {
    let found = pool.sender(
      for: Self.number(12_065_550_142),
      assigned: dallas,
      recipients: [dallas: 1_000]
    )
    #expect(found == dallas)
  }

  @Test("the area code comes before the load, which decides among its numbers")
  func area() {
    let phone = Self.number(12_065_550_142)
    #expect(pool.sender(for: phone, assigned: nil, recipients: [:]) == seattle)
    let loads = [seattle: 2, ballard: 1]
    #expect(pool.sender(for: phone, assigned: nil, recipients: loads) == ballard)
    #expect(
      pool.sender(for: phone, assigned: nil, recipients: [seattle: 9, ballard: 9]) == seattle
    )
  }

  @Test("without a number of its area a recipient gets the one with the fewest recipients")
  func least() {
    let phone = Self.number(13_035_550_142)
    #expect(pool.sender(for: phone, assigned: nil, recipients: [:]) == dallas)
    let loads = [dallas: 1, seattle: 1]
    #expect(pool.sender(for: phone, assigned: nil, recipients: loads) == ballard)
  }

  @Test("a number that left the pool is chosen anew")
  func left() {
    let smaller = SenderPool(account: "main", numbers: [dallas])
    let phone = Self.number(12_065_550_142)
    #expect(smaller.sender(for: phone, assigned: seattle, recipients: [:]) == dallas)
  }

  @Test("an opt-out of one number of a pool reaches its others, under every scope")
  func optOuts() {
    let phone = Self.number(12_065_550_142)
    let both: Set = [seattle, dallas]
    let stop = OptOut(
      phone: phone,
      sender: seattle,
      source: .reply,
      since: WallTime(milliseconds: 5)
    )
    var known = PhoneOptOuts(entries: [stop])
    for scope in OptOutScope.allCases where scope != .all {
      #expect(known.block(from: dallas, of: "main", scope) == nil)
      #expect(known.block(from: dallas, of: "main", scope, in: both) == stop)
      #expect(known.block(from: ballard, of: "main", scope, in: both) == nil)
    }
    known.resumptions = [dallas: WallTime(milliseconds: 6)]
    #expect(known.block(from: dallas, of: "main", .number, in: both) == nil)
    #expect(known.block(from: seattle, of: "main", .number, in: both) == stop)
  }

  @Test("what an operator entered for one number is about that number, in a pool too")
  func exact() {
    let entry = OptOut(
      phone: Self.number(12_065_550_142),
      sender: seattle,
      source: .operator,
      since: WallTime(milliseconds: 5)
    )
    let known = PhoneOptOuts(entries: [entry])
    #expect(known.block(from: dallas, of: "main", .account, in: [seattle, dallas]) == nil)
  }
}
