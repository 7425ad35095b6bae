import SMSCore
import Testing

struct DestinationsTests {
  private func refusal(
    _ digits: String,
    _ destinations: Destinations = Destinations()
  ) throws -> Destinations.Refusal? {
    destinations.refusal(of: try PhoneNumber(parsing: digits))
  }

  @Test(
    "the US, its territories, Canada, and numbers without a place are destinations by default",
    arguments: [
      "12065550142", "19075550142", "18085550142", "17875550142", "19395550142", "13405550142",
      "16705550142", "16715550142", "16845550142", "14165550142", "18675550142", "19425550142",
      "18005550142", "18335550142", "18884115550", "15005550142", "16005550142", "17105550142",
      // A code that opened after the table was made.
      "18385550142",
    ]
  )
  func usual(digits: String) throws {
    #expect(try refusal(digits) == nil)
  }

  @Test(
    "numbers that begin with 1 and belong to another country are not",
    arguments: [
      242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849,
      868, 869, 876,
    ]
  )
  func abroad(areaCode: Int) throws {
    let digits = "1\(areaCode)5550142"
    let refusal = try #require(try refusal(digits))
    #expect(refusal.rule.contains("\(areaCode) of "))
    let repair = refusal.repair(spool: "shop")
    #expect(repair.contains("\"\(areaCode)\"") && repair.contains("spools.shop.destinations"))
    #expect(try self.refusal(digits, Destinations(areaCodes: [areaCode])) == nil)
  }

  @Test("every area code is of one kind, and only these kinds are refused by default")
  func kinds() throws {
    var refused: [Int] = []
    for code in 200...999 where try refusal("1\(code)5550142") != nil { refused.append(code) }
    let kept =
      (2...9).flatMap { first in (0...9).map { first * 100 + 90 + $0 } }
      + Array(370...379) + Array(960...969)
    let service = (2...9).map { $0 * 100 + 11 }
    let foreign = [
      242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849,
      868, 869, 876,
    ]
    #expect(refused == Set(kept + service + foreign + [900]).sorted())
  }

  @Test(
    "codes that no phone has, and paid services, say so",
    arguments: [
      ("19005550142", "of paid services"), ("14115550142", "of service codes"),
      ("12905550142", "keeps back"), ("13755550142", "keeps back"), ("19615550142", "keeps back"),
      ("12069115014", "ends in 11"),
    ]
  )
  func unassigned(digits: String, words: String) throws {
    #expect(try refusal(digits)?.rule.contains(words) == true)
  }

  @Test("an exchange that ends in 11 is refused where numbers have a place, not for toll-free ones")
  func serviceExchanges() throws {
    #expect(try refusal("12064115014") == .serviceExchange)
    #expect(try refusal("18004117246") == nil)
  }

  @Test("one country alone refuses the other")
  func countries() throws {
    let states = Destinations(countries: [.unitedStates])
    #expect(try refusal("12065550142", states) == nil)
    #expect(try refusal("14165550142", states)?.rule.contains("416 of Canada") == true)
    #expect(try refusal("18885550142", states) == nil)
    let canada = Destinations(countries: [.canada])
    #expect(try refusal("14165550142", canada) == nil)
    #expect(try refusal("12065550142", canada) != nil)
  }

  @Test("a blocked prefix goes before everything else, with or without the country code")
  func blocked() throws {
    let prefixes = ["1206555", "416", "+1876"].compactMap(NumberPrefix.init)
    #expect(prefixes.map(\.digits) == ["1206555", "1416", "1876"])
    let destinations = Destinations(areaCodes: [876], blocked: prefixes)
    #expect(try refusal("12065550142", destinations) == .blocked(prefixes[0]))
    #expect(try refusal("12065560142", destinations) == nil)
    #expect(try refusal("14165550142", destinations) == .blocked(prefixes[1]))
    #expect(try refusal("18765550142", destinations) == .blocked(prefixes[2]))
    let repair = Destinations.Refusal.blocked(prefixes[0]).repair(spool: "shop")
    #expect(repair.contains("spools.shop.blocked"))
  }

  @Test("a whole number is a prefix of itself alone")
  func wholeNumber() throws {
    let prefix = try #require(NumberPrefix("12065550142"))
    #expect(prefix.matches(try PhoneNumber(parsing: "12065550142")))
    #expect(!prefix.matches(try PhoneNumber(parsing: "12065550143")))
  }

  @Test(
    "what is not the beginning of a number is not a prefix",
    arguments: ["", "1", "+", "11", "0", "123456789012", "+206", "20a", "-206", "1 206"]
  )
  func noPrefix(text: String) {
    #expect(NumberPrefix(text) == nil)
  }
}
