internal import COpenSSL

/// A file of trusted certificates, which libcurl loads through OpenSSL when it first connects.
package struct CertificateBundle: Sendable {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// Why OpenSSL rejects the file; nil if it can be used.
  ///
  /// A single truncated or garbled certificate makes the whole file unusable.
  package var fault: String? {
    guard let store = X509_STORE_new() else { return "OpenSSL has no memory" }
    defer { X509_STORE_free(store) }
    ERR_clear_error()
    guard X509_STORE_load_file(store, path) != 1 else { return nil }
    let reason = ERR_reason_error_string(ERR_peek_error()).map { String(cString: $0) }
    ERR_clear_error()
    return reason ?? "it cannot be read"
  }
}
