/// What stands in the ledger for a phone whose number was erased: a keyed digest of the number.
///
/// It reveals nothing without the installation's secret key. Whoever has the key and the number
/// finds again what was left.
package struct PhoneDigest: Hashable, Sendable {
  /// The length in bytes.
  package static let length = 16

  package let bytes: [UInt8]

  /// nil unless there are exactly `length` bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// Ten hexadecimal digits: as long as a number without its country code.
  package var shortText: String {
    bytes.prefix(5).map { byte in
      byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    .joined()
  }

  /// What replaces a number's eleven digits in texts, and is as long: `#` and `shortText`.
  package var text: String { Self.mark + shortText }

  /// What `text` begins with, and no number.
  package static let mark = "#"
}

/// A phone as the ledger knows it: by its number and, once that was erased, by its digest.
package struct PhoneTrace: Hashable, Sendable {
  package var number: PhoneNumber
  /// nil if the secret key is not at hand: what was erased is not found then.
  package var digest: PhoneDigest?

  package init(_ number: PhoneNumber, digest: PhoneDigest?) {
    self.number = number
    self.digest = digest
  }
}

extension PhoneNumber {
  /// The ten digits after the country code, which every way of writing a number has.
  package var nationalDigits: String { String(digits.dropFirst()) }
}
