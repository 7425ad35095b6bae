import SMSCore
import Testing

@Suite("Who owns a number")
struct NumberOwnersTests {
  private static func number(_ last: UInt64) -> PhoneNumber {
    guard let number = try? PhoneNumber(value: 12_065_550_100 + last) else {
      preconditionFailure("a number of the plan")
    }
    return number
  }

  private let one = number(1)
  private let two = number(2)

  private func claim(
    _ spool: String,
    _ from: PhoneNumber?,
    _ allowed: [PhoneNumber]?
  )
    -> NumberOwners.Claim
  {
    NumberOwners.Claim(
      spool: spool,
      defaults: from.map { [$0] } ?? [],
      allowedFrom: allowed.map { Set($0) }
    )
  }

  @Test("a spool that lists the number goes before one that lists none")
  func listed() {
    let owners = NumberOwners([
      claim("open", nil, nil), claim("sends", one, nil), claim("lists", two, [one, two]),
      claim("both", one, [one]), claim("other", two, [two]),
    ])
    #expect(owners.candidates(for: one) == ["both", "lists", "sends", "open"])
  }

  @Test("equal spools come by name, the default one first")
  func names() {
    let owners = NumberOwners([
      claim("b", nil, nil), claim("a", nil, nil), claim("default", nil, nil),
    ])
    #expect(owners.candidates(for: one) == ["default", "a", "b"])
  }

  @Test("a number that no spool may use goes to any of them")
  func unowned() {
    let owners = NumberOwners([claim("b", two, [two]), claim("default", two, [two])])
    #expect(owners.candidates(for: one) == ["default", "b"])
  }
}
