internal import COpenSSL
internal import Synchronization

/// HMAC with SHA-256 (RFC 2104, FIPS 180-4) from OpenSSL, for one key.
///
/// OpenSSL takes longer to look up the algorithm than to run it on a short message, so the context
/// is kept; one caller at a time uses it.
final class HMACSHA256: Sendable {
  /// The length of a code in bytes.
  static let length = 32

  private let context: Mutex<Context>

  init(key: [UInt8]) {
    context = Mutex(Context(key: key))
  }

  /// The authentication code of a message that is given in parts.
  func code(of parts: [UInt8]...) -> [UInt8] {
    context.withLock { $0.code(of: parts) }
  }

  /// The authentication code of a message.
  static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    HMACSHA256(key: key).code(of: message)
  }

  /// The owner of OpenSSL's handle.
  ///
  /// OpenSSL fails here only if it is out of memory or built without SHA-256; continuing with zeros
  /// would make all digests equal.
  private struct Context: ~Copyable {
    private let handle: OpaquePointer

    init(key: [UInt8]) {
      guard let method = EVP_MAC_fetch(nil, "HMAC", nil), let handle = EVP_MAC_CTX_new(method)
      else { preconditionFailure("OpenSSL has no HMAC") }
      EVP_MAC_free(method)
      self.handle = handle
      // A parameter holds pointers to both strings, not copies of them (OSSL_PARAM_int(3)).
      var name = Array("SHA256".utf8CString)
      let isReady = OSSL_MAC_PARAM_DIGEST.withCString { parameter in
        name.withUnsafeMutableBufferPointer { name in
          let parameters = [
            OSSL_PARAM_construct_utf8_string(parameter, name.baseAddress, 0),
            OSSL_PARAM_construct_end(),
          ]
          return EVP_MAC_init(handle, key, key.count, parameters) == 1
        }
      }
      precondition(isReady, "OpenSSL has no HMAC-SHA256")
    }

    deinit {
      EVP_MAC_CTX_free(handle)
    }

    /// Without a key, the context restarts with the one it has (EVP_MAC_init(3)).
    mutating func code(of parts: [[UInt8]]) -> [UInt8] {
      var code = [UInt8](repeating: 0, count: HMACSHA256.length)
      var written = 0
      var isDone = EVP_MAC_init(handle, nil, 0, nil) == 1
      for part in parts { isDone = EVP_MAC_update(handle, part, part.count) == 1 && isDone }
      isDone = EVP_MAC_final(handle, &code, &written, code.count) == 1 && isDone
      precondition(isDone && written == code.count, "OpenSSL could not compute HMAC-SHA256")
      return code
    }
  }
}
