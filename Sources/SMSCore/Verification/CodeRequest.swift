/// A request for a code, every member checked and every default filled in.
package struct CodeRequest: Hashable, Sendable {
  /// What the code is for.
  package enum Purpose: Hashable, Sendable {
    /// To show that a person has the phone now.
    case verify(Recipient)
    /// To save a person's phone.
    case enroll(subject: String, phone: PhoneNumber)
  }

  package var purpose: Purpose
  package var account: String
  package var from: PhoneNumber
  package var template: CodeTemplate
  /// Whether a new code is wanted even while one lives.
  package var wantsNewCode: Bool
  /// Whether codes of kind `verify` go only to phones that are enrolled.
  package var requiresVerified: Bool
  package var policy: VerificationPolicy

  package init(
    purpose: Purpose,
    account: String,
    from: PhoneNumber,
    template: CodeTemplate,
    wantsNewCode: Bool,
    requiresVerified: Bool,
    policy: VerificationPolicy
  ) {
    self.purpose = purpose
    self.account = account
    self.from = from
    self.template = template
    self.wantsNewCode = wantsNewCode
    self.requiresVerified = requiresVerified
    self.policy = policy
  }

  /// The word of the contract for the request's `kind`.
  package var kind: String {
    switch purpose {
    case .verify: "verify"
    case .enroll: "enroll"
    }
  }

  /// The number that it names.
  package var phone: PhoneNumber? {
    switch purpose {
    case .verify(let recipient): recipient.phone
    case .enroll(_, let phone): phone
    }
  }

  /// The subject that it names.
  package var subject: String? {
    switch purpose {
    case .verify(.phone): nil
    case .verify(.subject(let subject)), .enroll(let subject, _): subject
    }
  }

  /// The text as long as it will be, with zeros for the code: for its segments.
  package var sample: MessageText {
    template.text(with: String(repeating: "0", count: policy.codeLength))
  }
}

/// A request to compare what a person typed with the code that was sent.
package struct CheckRequest: Hashable, Sendable {
  /// The id of the `verify` or `enroll` request.
  package var verification: String
  package var code: TypedCode

  package init(verification: String, code: TypedCode) {
    self.verification = verification
    self.code = code
  }
}
