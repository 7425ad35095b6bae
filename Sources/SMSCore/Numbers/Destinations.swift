/// Where a spool's messages may go: countries and area codes of the North American plan, less what
/// is blocked.
///
/// It is a deny list: new area codes open every year, so codes that the tables do not know pass.
package struct Destinations: Hashable, Sendable {
  package enum Country: String, CaseIterable, Sendable {
    case unitedStates = "US"
    case canada = "CA"
  }

  package var countries: Set<Country>
  /// Further area codes that are allowed whatever the tables say: 200 to 999.
  package var areaCodes: Set<Int>
  package var blocked: [NumberPrefix]

  package init(
    countries: Set<Country> = Set(Country.allCases),
    areaCodes: Set<Int> = [],
    blocked: [NumberPrefix] = []
  ) {
    self.countries = countries
    self.areaCodes = areaCodes
    self.blocked = blocked
  }

  /// Why a number is not an allowed destination; nil if it is.
  package func refusal(of number: PhoneNumber) -> Refusal? {
    if let prefix = blocked.first(where: { $0.matches(number) }) { return .blocked(prefix) }
    let areaCode = AreaCode(of: number)
    if areaCodes.contains(areaCode.code) { return nil }
    switch areaCode.kind {
    case .nonGeographic: return nil
    case .unitedStates where countries.contains(.unitedStates),
      .canada where countries.contains(.canada):
      return areaCode.isServiceExchange(of: number) ? .serviceExchange : nil
    default: return .areaCode(areaCode)
    }
  }

  /// Whether an area code is among them.
  package func includes(_ areaCode: AreaCode) -> Bool {
    if areaCodes.contains(areaCode.code) { return true }
    return switch areaCode.kind {
    case .nonGeographic: true
    case .unitedStates: countries.contains(.unitedStates)
    case .canada: countries.contains(.canada)
    case .abroad, .premium, .service, .reserved: false
    }
  }

  package enum Refusal: Hashable, Sendable {
    case blocked(NumberPrefix)
    case areaCode(AreaCode)
    /// The exchange is N11, which is never assigned.
    case serviceExchange

    /// The rule in words, to follow the name of the member.
    package var rule: String {
      switch self {
      case .blocked(let prefix): "must not begin with \(prefix.digits), which this spool blocks"
      case .areaCode(let areaCode):
        "has the area code \(areaCode.code)\(areaCode.kind.clause), "
          + "which is not among this spool's destinations"
      case .serviceExchange:
        "must not have an exchange (the three digits after the area code) that ends in 11"
      }
    }

    /// What to do about it, in the configuration of a spool.
    package func repair(spool: String) -> String {
      switch self {
      case .blocked:
        "Check the number, or see spools.\(spool).blocked in the configuration."
      case .areaCode(let areaCode) where areaCode.kind.isAssigned:
        """
        Check the number. If messages may go there, add "\(areaCode.name)" to \
        spools.\(spool).destinations in the configuration.
        """
      case .areaCode, .serviceExchange:
        "No phone has such a number: check it."
      }
    }
  }
}

/// The first digits of telephone numbers, `1900` or `1206555`.
package struct NumberPrefix: Hashable, Sendable {
  /// 2 to 11 digits, the first of them the country code 1.
  package let digits: String
  private let value: UInt64
  private let divisor: UInt64

  /// Reads digits with or without the country code and a leading `+`; nil for anything else.
  package init?(_ text: String) {
    let bare = text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard bare.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    let national = bare.hasPrefix("1") ? bare.dropFirst() : bare
    guard (1...10).contains(national.count), let first = national.first, first >= "2",
      bare.count == text.count || bare.hasPrefix("1"), let value = UInt64("1" + national)
    else { return nil }
    digits = "1" + national
    self.value = value
    divisor = (0..<10 - national.count).reduce(1) { power, _ in power * 10 }
  }

  package func matches(_ number: PhoneNumber) -> Bool {
    number.value / divisor == value
  }
}
