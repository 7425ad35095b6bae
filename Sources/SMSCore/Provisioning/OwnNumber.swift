/// A number of an account, as the provider describes it.
///
/// The provider's words are passed on as they are; nil is what it did not say.
package struct OwnNumber: Hashable, Sendable {
  package var number: PhoneNumber
  /// The name that the customer gave it.
  package var alias: String?
  /// Whether it may send and receive texts.
  package var isMessagingEnabled: Bool?
  /// `longcode`, `toll-free`.
  package var kind: String?
  package var rateCenter: String?
  package var state: String?
  package var country: String?
  package var status: String?
  package var note: String?
  /// The last task that enables or disables texts, if the provider names it.
  package var task: MessagingTask?

  package init(
    number: PhoneNumber,
    alias: String? = nil,
    isMessagingEnabled: Bool? = nil,
    kind: String? = nil,
    rateCenter: String? = nil,
    state: String? = nil,
    country: String? = nil,
    status: String? = nil,
    note: String? = nil,
    task: MessagingTask? = nil
  ) {
    self.number = number
    self.alias = alias
    self.isMessagingEnabled = isMessagingEnabled
    self.kind = kind
    self.rateCenter = rateCenter
    self.state = state
    self.country = country
    self.status = status
    self.note = note
    self.task = task
  }
}

/// The provider's task that enables or disables a number for texts.
package struct MessagingTask: Hashable, Sendable {
  /// nil if the provider did not say it.
  package var id: String?
  /// The provider's word; its vocabulary is not documented.
  package var status: String?

  package init(id: String?, status: String?) {
    self.id = id
    self.status = status
  }
}

/// A number that the provider sells.
package struct AvailableNumber: Hashable, Sendable {
  package var number: PhoneNumber
  package var kind: String?
  package var rateCenter: String?
  package var state: String?
  /// In US dollars, as the provider writes it.
  package var monthlyCost: String?
  /// In US dollars, as the provider writes it.
  package var setupCost: String?

  package init(
    number: PhoneNumber,
    kind: String? = nil,
    rateCenter: String? = nil,
    state: String? = nil,
    monthlyCost: String? = nil,
    setupCost: String? = nil
  ) {
    self.number = number
    self.kind = kind
    self.rateCenter = rateCenter
    self.state = state
    self.monthlyCost = monthlyCost
    self.setupCost = setupCost
  }
}

/// What numbers for sale must be like; nil members do not matter.
package struct NumberSearch: Hashable, Sendable {
  /// The first digits after the country code, at most ten: area code, exchange, line.
  package var prefix: String?
  package var contains: String?
  package var suffix: String?
  /// Two letters.
  package var state: String?
  /// In the provider's abbreviation.
  package var rateCenter: String?
  package var isTollFree: Bool?

  package init(
    prefix: String? = nil,
    contains: String? = nil,
    suffix: String? = nil,
    state: String? = nil,
    rateCenter: String? = nil,
    isTollFree: Bool? = nil
  ) {
    self.prefix = prefix
    self.contains = contains
    self.suffix = suffix
    self.state = state
    self.rateCenter = rateCenter
    self.isTollFree = isTollFree
  }

  /// The search for exactly this number.
  package init(for number: PhoneNumber) {
    self.init(prefix: String(number.digits.dropFirst()))
  }
}
