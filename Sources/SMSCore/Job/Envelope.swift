/// What goes to the provider: one message from one of our numbers to one phone.
///
/// It is made when a request is accepted, and stays the same through agenda, attempts and doubt.
package struct Envelope: Hashable, Sendable {
  package var to: PhoneNumber
  package var from: PhoneNumber
  /// The text; only a template until the code is inserted.
  package var text: MessageText
  /// nil: it goes as SMS.
  package var media: Media?
  /// The seed of the code that the text is to carry; nil for a message.
  package var code: CodeSeed?

  package init(
    to: PhoneNumber,
    from: PhoneNumber,
    text: MessageText,
    media: Media? = nil,
    code: CodeSeed? = nil
  ) {
    self.to = to
    self.from = from
    self.text = text
    self.media = media
    self.code = code
  }

  package var isMMS: Bool { media != nil }

  package var parties: Parties { Parties(to: to, from: from) }

  /// How many segments the provider sends and charges; an MMS has none.
  package var segments: Int {
    guard !isMMS else { return 0 }
    guard let code else { return text.segments }
    let sample = String(repeating: "0", count: code.length)
    return CodeTemplate(stored: text.string).text(with: sample).segments
  }

  /// The envelope with the code in its text, which is the only form that may be sent.
  package func written(by codes: any CodeBook) -> Envelope {
    guard let code else { return self }
    return Envelope(to: to, from: from, text: codes.text(CodeTemplate(stored: text.string), code))
  }

  /// The bytes that a seal covers, different for any two envelopes: the parts before the text have
  /// fixed lengths, or end with a byte that they cannot contain.
  package var sealedBytes: [UInt8] {
    var bytes = Array("\(to.digits) \(from.digits) \(code?.length ?? 0)\n".utf8)
    if let code { bytes += code.nonce }
    return bytes + MessageContent(text: text, media: media).bytes
  }
}

/// The two ends of a message: its recipient, and which of the account's numbers sends it.
package struct Parties: Hashable, Sendable {
  package var to: PhoneNumber
  package var from: PhoneNumber

  package init(to: PhoneNumber, from: PhoneNumber) {
    self.to = to
    self.from = from
  }
}

/// What distinguishes one message of an account from another in the provider's list.
package struct MessageKey: Hashable, Sendable {
  package var parties: Parties
  /// The digest of the text in its comparable form; of an empty text for an MMS without one.
  package var text: TextDigest
  package var isMMS: Bool

  package init(between parties: Parties, text: TextDigest, isMMS: Bool = false) {
    self.parties = parties
    self.text = text
    self.isMMS = isMMS
  }
}

/// The keys of unsettled attempts: in flight, in doubt, or sent without an id.
///
/// Meanwhile no other attempt with that key begins, as the provider's list could not distinguish
/// them.
struct OpenKeys: Sendable {
  private var counts: [MessageKey: Int] = [:]

  func contains(_ key: MessageKey) -> Bool { counts[key] != nil }

  mutating func open(_ key: MessageKey) { counts[key, default: 0] += 1 }

  /// - Returns: whether the key is free now.
  mutating func close(_ key: MessageKey) -> Bool {
    guard let count = counts[key] else { return true }
    counts[key] = count > 1 ? count - 1 : nil
    return count <= 1
  }
}
