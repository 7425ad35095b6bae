package import SMSCore

extension SecretKey {
  /// The digits of a seed's code, including leading zeros; all codes are equally likely.
  ///
  /// HMAC-SHA256 over the nonce and a counter yields 64-bit numbers; those above the last whole
  /// multiple of 10^length are skipped, as they would favour small codes.
  func code(of seed: CodeSeed) -> String {
    precondition((4...10).contains(seed.length), "a code has 4 to 10 digits")
    let range = (0..<seed.length).reduce(UInt64(1)) { range, _ in range * 10 }
    let excess = (UInt64.max % range + 1) % range
    var counter: UInt8 = 0
    while true {
      for word in words(seed.nonce, counter) where word <= UInt64.max - excess {
        let digits = String(word % range)
        return String(repeating: "0", count: seed.length - digits.count) + digits
      }
      counter &+= 1
    }
  }

  /// The four numbers in one digest.
  private func words(_ nonce: [UInt8], _ counter: UInt8) -> [UInt64] {
    let bytes = digest(.code, of: nonce + [counter])
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}

/// Codes derived from the installation's secret key.
package struct SecretCodeBook: CodeBook {
  private let key: SecretKey

  package init(_ key: SecretKey) {
    self.key = key
  }

  package func nonce() -> [UInt8] {
    // The system's generator uses the kernel's random bytes.
    (0..<CodeSeed.nonceLength).map { _ in UInt8.random(in: .min ... .max) }
  }

  package func seal(_ envelope: Envelope) -> [UInt8] {
    key.digest(.seal, of: envelope.sealedBytes)
  }

  package func repetitionKey(
    of content: MessageContent,
    to phone: PhoneNumber,
    in spool: String
  ) -> [UInt8] {
    // Neither a spool's name nor a number has a line end.
    key.digest(.repetition, of: "\(spool)\n\(phone.digits)\n".utf8 + content.comparableBytes)
  }

  package func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool {
    ConstantTime.equal(Array(typed.string.utf8), Array(key.code(of: seed).utf8))
  }

  package func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText {
    template.text(with: key.code(of: seed))
  }
}
