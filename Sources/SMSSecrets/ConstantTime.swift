internal import COpenSSL

/// Comparison whose duration says nothing of where two values differ.
package enum ConstantTime {
  /// Tells whether two byte strings are equal; only their lengths may show in the duration.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
