/// A number of the account.
struct AccountNumber {
  let number: UInt64
  var alias: String?
  /// Whether it may send and receive texts.
  var isMessagingEnabled: Bool
  /// Its own URLs, which take precedence over the account's.
  var callbackURLs: [CallbackKind: String] = [:]
  /// The last task that enables or disables it.
  var task: Identifier?

  var place: NumberPlace { NumberPlace(of: number) }
}

/// Where a number is from, as the provider's lists say it.
struct NumberPlace {
  let kind: String
  let rateCenter: String?
  let state: String?
  /// In dollars.
  let monthlyCost: String
  let setupCost: String

  private init(kind: String, rateCenter: String?, state: String?, monthly: String, setup: String) {
    self.kind = kind
    self.rateCenter = rateCenter
    self.state = state
    monthlyCost = monthly
    setupCost = setup
  }

  init(of number: UInt64) {
    let areaCode = number / 10_000_000 % 1_000
    if Self.tollFree.contains(areaCode) {
      self.init(kind: "toll-free", rateCenter: nil, state: nil, monthly: "1.25", setup: "0")
    } else {
      let (center, state) = Self.places[areaCode] ?? (nil, nil)
      self.init(
        kind: "longcode",
        rateCenter: center,
        state: state,
        monthly: "1.25",
        setup: "1.0"
      )
    }
  }

  private static let tollFree: Set<UInt64> = [800, 833, 844, 855, 866, 877, 888]
  private static let places: [UInt64: (String?, String?)] = [
    206: ("SEATTLE", "wa"), 212: ("NWYRCYZN01", "ny"), 253: ("TACOMA", "wa"),
    312: ("CHICAGO", "il"), 415: ("SNFC CNTRL", "ca"),
  ]

  /// The area codes from which numbers are for sale.
  static let areaCodes: [UInt64] = places.keys.sorted() + [833]
}

/// How the simulated provider enables and disables numbers for texts.
package struct ProvisioningPlan: Sendable, Equatable {
  package enum Outcome: String, Sendable, CaseIterable {
    case successful
    /// The task ends, and the number stays as it is.
    case failed
    /// No task begins: a purchase or an update is answered with 207, and any other call with 503.
    case unavailable
  }

  /// How long a task takes, in nanoseconds.
  package var delay: Int64 = 0
  package var outcome = Outcome.successful

  /// At once, and with success.
  package init() {}
}

/// A task that enables or disables a number for texts.
struct ProvisioningTask {
  let identifier: Identifier
  let number: UInt64
  let enables: Bool
  /// Monotonic nanoseconds.
  let endsAt: Int64
  let outcome: ProvisioningPlan.Outcome

  func status(at now: Int64) -> String { now < endsAt ? "processing" : outcome.rawValue }
}
