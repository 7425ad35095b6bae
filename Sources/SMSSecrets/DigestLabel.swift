/// What a keyed digest is made for: the same bytes under two labels give unrelated digests.
package struct DigestLabel: Hashable, Sendable {
  /// The label's name; holds no zero byte, which ends it in what is digested.
  let name: String
  /// What stands before the bytes that are digested: the name and a zero byte.
  let prefix: [UInt8]

  init(name: String) {
    self.name = name
    prefix = Array(name.utf8) + [0]
  }

  /// The normalised content of a request, for "the same id with the same content".
  package static let request = DigestLabel(name: "smsdispatch.request.1")
  /// A message's text, to know it again in the provider's list.
  package static let text = DigestLabel(name: "smsdispatch.text.1")

  /// What a job sends and to whom, to see that it leaves as it was accepted.
  static let seal = DigestLabel(name: "smsdispatch.seal.1")
  /// Nothing but the key itself, to know it again.
  static let fingerprint = DigestLabel(name: "smsdispatch.fingerprint.1")
  /// The nonce of a code and a counter, for the code's digits.
  static let code = DigestLabel(name: "smsdispatch.code.1")
}
