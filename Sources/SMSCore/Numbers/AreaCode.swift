/// An area code (NPA) of the North American Numbering Plan, and what it is used for.
///
/// Source: NANPA, "NPA codes" and "Country map", nanpa.com, as of November 2026; the ISO country
/// names are those of the plan's members.
package struct AreaCode: Hashable, Sendable {
  /// 200 to 999.
  package let code: Int

  package init(of number: PhoneNumber) {
    code = number.prefix / 1_000
  }

  /// nil unless the text is three digits, the first of them 2 to 9.
  package init?(_ text: String) {
    guard text.utf8.count == 3, let code = Int(text), code >= 200 else { return nil }
    self.code = code
  }

  package var name: String { String(code) }

  package enum Kind: Hashable, Sendable {
    /// In the US and its territories, or not in any table: new codes.
    case unitedStates
    case canada
    /// Toll-free, personal and machine numbers, and those of carriers and governments.
    case nonGeographic
    /// In another country of the plan.
    case abroad(country: String)
    /// 900: the caller pays for a service.
    case premium
    /// N11: 911 and the like.
    case service
    /// Reserved by the plan (N9X, 37X, 96X): no phone has one.
    case reserved

    /// Whether phones have such numbers.
    var isAssigned: Bool {
      switch self {
      case .unitedStates, .canada, .nonGeographic, .abroad, .premium: true
      case .service, .reserved: false
      }
    }

    /// What it is used for, to follow the code in a sentence.
    var clause: String {
      switch self {
      case .unitedStates, .nonGeographic: ""
      case .canada: " of Canada"
      case .abroad(let country): " of \(country)"
      case .premium: " of paid services"
      case .service: " of service codes"
      case .reserved: ", which the numbering plan keeps back"
      }
    }
  }

  package var kind: Kind {
    if let country = Self.abroad[code] { return .abroad(country: country) }
    if Self.canada.contains(code) { return .canada }
    if Self.isNonGeographic(code) { return .nonGeographic }
    if code == 900 { return .premium }
    if code % 100 == 11 { return .service }
    // The plan will grow by codes with a 9 in the middle; 37X and 96X are set aside.
    if code / 10 % 10 == 9 || code / 10 == 37 || code / 10 == 96 { return .reserved }
    return .unitedStates
  }

  /// Whether a number's exchange is N11, which no geographic area code has.
  func isServiceExchange(of number: PhoneNumber) -> Bool {
    number.prefix % 100 == 11
  }

  /// 800, 822 and 833 to 899, 5XX (personal, machine to machine), 600 and 6XX in Canada, 700, 710.
  private static func isNonGeographic(_ code: Int) -> Bool {
    if isTollFree(code) { return true }
    return switch code {
    case 500, 521...529, 532, 533, 538, 542...547, 549, 550, 552...556, 558, 566, 569, 577, 588,
      589:
      true
    case 600, 622, 633, 644, 655, 677, 688: true
    case 700, 710: true
    default: false
    }
  }

  /// Whether the called party pays: 800, 822 and 833 to 889.
  package var isTollFree: Bool { Self.isTollFree(code) }

  private static func isTollFree(_ code: Int) -> Bool {
    switch code {
    case 800, 822, 833, 844, 855, 866, 877, 880...889: true
    default: false
    }
  }

  private static let canada: Set<Int> = [
    204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368, 382, 403, 416, 418, 428,
    431, 437, 438, 450, 468, 474, 506, 514, 519, 548, 579, 581, 584, 587, 604, 613, 639, 647, 672,
    683, 705, 709, 742, 753, 778, 780, 782, 807, 819, 825, 867, 873, 879, 902, 905, 942,
  ]

  private static let abroad: [Int: String] = [
    242: "the Bahamas", 246: "Barbados", 264: "Anguilla", 268: "Antigua and Barbuda",
    284: "the British Virgin Islands", 345: "the Cayman Islands", 441: "Bermuda", 473: "Grenada",
    649: "the Turks and Caicos Islands", 658: "Jamaica", 664: "Montserrat", 721: "Sint Maarten",
    758: "Saint Lucia", 767: "Dominica", 784: "Saint Vincent and the Grenadines",
    809: "the Dominican Republic", 829: "the Dominican Republic", 849: "the Dominican Republic",
    868: "Trinidad and Tobago", 869: "Saint Kitts and Nevis", 876: "Jamaica",
  ]
}
