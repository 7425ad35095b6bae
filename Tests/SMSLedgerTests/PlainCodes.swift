import SMSCore

/// Codes that a test knows: the nonce's number, and nonces that count.
final class PlainCodes: CodeBook {
  func nonce() -> [UInt8] {
    (0..<CodeSeed.nonceLength).map { _ in UInt8.random(in: 0...9) }
  }

  /// The code of a seed: its first bytes as digits.
  static func code(_ seed: CodeSeed) -> String {
    seed.nonce.prefix(seed.length).map { String($0 % 10) }.joined()
  }

  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool {
    typed.string == Self.code(seed)
  }

  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText {
    template.text(with: Self.code(seed))
  }
}

extension CodeInstant {
  /// A time of the first boot, in which both clocks go together.
  static func at(_ wall: WallTime, boot: String = "boot") -> CodeInstant {
    CodeInstant(
      wall: wall,
      boot: BootTime(nanoseconds: wall.milliseconds * 1_000_000, boot: boot)
    )
  }
}
