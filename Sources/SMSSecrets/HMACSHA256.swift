internal import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 180-4), by OpenSSL.
enum HMACSHA256 {
  /// Bytes of a result.
  static let length = 32

  /// Returns the authentication code of a message.
  static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: length)
    var written: UInt32 = 0
    let done = HMAC(
      EVP_sha256(),
      key,
      Int32(key.count),
      message,
      message.count,
      &code,
      &written
    )
    // HMAC fails only without memory or with a build of OpenSSL that has no SHA-256; going on
    // with zeros would make every digest equal.
    precondition(done != nil && Int(written) == length, "OpenSSL could not compute HMAC-SHA256")
    return code
  }
}
