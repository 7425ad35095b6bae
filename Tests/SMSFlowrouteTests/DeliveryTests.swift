import SMSCore
import SMSFlowroute
import Testing

@Suite("Delivery")
struct DeliveryTests {
  private static func receipt(_ code: Int?, level: Int? = 2, at: Int64? = nil) -> Receipt {
    Receipt(
      messageID: "mdr2-1",
      level: level,
      status: "some words",
      code: code,
      at: at.map { WallTime(milliseconds: $0) }
    )
  }

  private static func delivery(_ receipts: [Receipt]) -> Delivery? {
    Delivery(receipts, read: FlowrouteReceipts())
  }

  @Test(
    "a receipt's code decides",
    arguments: [
      (nil, Delivery.Status.pending), (0, .pending), (1000, .pending), (1001, .pending),
      (1002, .pending), (1003, .acceptedByCarrier), (1004, .delivered), (1005, .undelivered),
      (1009, .undelivered), (1110, .undelivered), (1111, .undelivered), (1222, .undelivered),
      (9999, .undelivered),
    ] as [(Int?, Delivery.Status)]
  )
  func codes(_ code: Int?, _ status: Delivery.Status) {
    #expect(Self.delivery([Self.receipt(code)])?.status == status)
  }

  @Test(
    "a receipt without a code is read by its word",
    arguments: [
      ("delivered", Delivery.Status.delivered), ("Delivered", .delivered),
      ("DELIVERY_SUCCESS", .delivered),
      ("undelivered", .undelivered), ("failed", .undelivered), ("rejected", .undelivered),
      ("expired", .undelivered), ("smsc reject", .undelivered), ("delivery failure", .undelivered),
      ("message buffered", .acceptedByCarrier), ("smsc submit", .pending),
      ("message sent", .pending),
      ("pending", .pending), ("", .pending), ("not delivered", .pending),
    ]
  )
  func words(_ word: String, _ status: Delivery.Status) {
    #expect(Self.delivery([Receipt(messageID: "mdr2-1", status: word)])?.status == status)
    // A code goes before the word.
    #expect(
      Self.delivery([Receipt(messageID: "mdr2-1", status: word, code: 1003)])?.status
        == .acceptedByCarrier
    )
  }

  @Test("a handset's delivery counts after a failure that the provider reported too early")
  func deliveredAfterFailed() {
    let failed = Self.receipt(1007)
    #expect(Self.delivery([failed, Self.receipt(1004)])?.status == .delivered)
    #expect(Self.delivery([Self.receipt(1004), failed])?.status == .delivered)
    #expect(Self.delivery([Self.receipt(1005), Self.receipt(1004)])?.status == .undelivered)
  }

  @Test("no receipt says nothing")
  func none() {
    #expect(Self.delivery([]) == nil)
  }

  @Test(
    "the farthest receipt counts, whatever the order",
    arguments: [
      ([nil, 1003, 1004], 1004), ([1004, 1003, nil], 1004), ([1003, nil], 1003),
      ([1003, 1002], 1003), ([nil, 1110], 1110),
    ] as [([Int?], Int)]
  )
  func farthest(_ codes: [Int?], _ code: Int) {
    let delivery = Self.delivery(codes.map { Self.receipt($0) })
    #expect(delivery?.code == code)
    #expect(delivery?.receipts.map(\.code) == codes)
  }

  @Test("what was final once stays", arguments: [(1004, 1005), (1005, 1004), (1110, 1004)])
  func final(_ first: Int, _ second: Int) {
    #expect(Self.delivery([Self.receipt(first), Self.receipt(second)])?.code == first)
  }

  @Test("of two that say the same the later one counts, as far as both tell their time")
  func later() {
    let early = Self.receipt(1002, at: 5)
    let late = Self.receipt(1001, at: 9)
    #expect(Self.delivery([early, late])?.code == 1001)
    #expect(Self.delivery([late, early])?.code == 1001)
    #expect(Self.delivery([late, Self.receipt(1000)])?.code == 1000)
  }

  @Test("the last two statuses are final, and each has the contract's word")
  func words() {
    let all = Delivery.Status.allCases
    #expect(all.map(\.name) == ["pending", "accepted_by_carrier", "delivered", "undelivered"])
    #expect(all.map(\.isFinal) == [false, false, true, true])
  }
}
