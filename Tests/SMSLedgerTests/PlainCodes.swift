import SMSCore

/// Codes that a test can predict, from nonces of random digits.
final class PlainCodes: CodeBook {
  func nonce() -> [UInt8] {
    (0..<CodeSeed.nonceLength).map { _ in UInt8.random(in: 0...9) }
  }

  /// The code of a seed: its first bytes as digits.
  static func code(_ seed: CodeSeed) -> String {
    seed.nonce.prefix(seed.length).map { String($0 % 10) }.joined()
  }

  /// A simple digest, equal for equal envelopes.
  func seal(_ envelope: Envelope) -> [UInt8] {
    var sum: UInt64 = 14_695_981_039_346_656_037
    for byte in envelope.sealedBytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    return (0..<32).map { UInt8(truncatingIfNeeded: sum >> (UInt64($0 % 8) * 8)) }
  }

  func repetitionKey(of content: MessageContent, to phone: PhoneNumber, in spool: String) -> [UInt8]
  {
    var media = content.media
    // Where copies lie says nothing about what is in them.
    media?.copies?.key = ""
    return seal(
      Envelope(
        to: phone,
        from: phone,
        text: MessageText("\(spool)\n\(content.text.string)"),
        media: media
      )
    )
  }

  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool {
    typed.string == Self.code(seed)
  }

  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText {
    template.text(with: Self.code(seed))
  }
}

extension CodeInstant {
  /// A time in the first boot, in which both clocks agree.
  static func at(_ wall: WallTime, boot: String = "boot") -> CodeInstant {
    CodeInstant(
      wall: wall,
      boot: BootTime(nanoseconds: wall.milliseconds * 1_000_000, boot: boot)
    )
  }
}
