/// A request for a code, with every member checked and every default filled in.
package struct CodeRequest: Hashable, Sendable {
  /// What the code is for.
  package enum Purpose: Hashable, Sendable {
    /// To prove that a person has the phone now.
    case verify(Recipient)
    /// To enroll a person's phone.
    case enroll(subject: String, phone: PhoneNumber)
  }

  package var purpose: Purpose
  package var account: String
  /// The sender; with a pool any of its numbers, until the ledger chooses the recipient's.
  package var from: PhoneNumber
  /// The numbers that the recipient's is chosen from; nil if the sender is fixed.
  package var pool: SenderPool?
  package var template: CodeTemplate
  /// Whether a new code is wanted even while one is live.
  package var wantsNewCode: Bool
  /// Whether `verify` codes may be sent only to enrolled phones.
  package var requiresVerified: Bool
  package var policy: VerificationPolicy

  package init(
    purpose: Purpose,
    account: String,
    from: PhoneNumber,
    pool: SenderPool? = nil,
    template: CodeTemplate,
    wantsNewCode: Bool,
    requiresVerified: Bool,
    policy: VerificationPolicy
  ) {
    self.purpose = purpose
    self.account = account
    self.from = from
    self.pool = pool
    self.template = template
    self.wantsNewCode = wantsNewCode
    self.requiresVerified = requiresVerified
    self.policy = policy
  }

  /// The contract's word for the request's `kind`.
  package var kind: String {
    switch purpose {
    case .verify: "verify"
    case .enroll: "enroll"
    }
  }

  /// The number that it names, if any.
  package var phone: PhoneNumber? {
    switch purpose {
    case .verify(let recipient): recipient.phone
    case .enroll(_, let phone): phone
    }
  }

  /// The subject that it names, if any.
  package var subject: String? {
    switch purpose {
    case .verify(.phone): nil
    case .verify(.subject(let subject)), .enroll(let subject, _): subject
    }
  }

  /// What is sent for it: the template, and the seed of the code that will be in it.
  package func envelope(to phone: PhoneNumber, code: CodeSeed) -> Envelope {
    Envelope(to: phone, from: from, text: MessageText(template.string), code: code)
  }

  /// The text at its final length, with zeros for the code; used to count segments.
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
