/// Why the secret key is not available, and how to fix that; never contains a byte of the key.
package struct SecretError: Error, Equatable, Sendable {
  /// What is wrong with the file.
  package enum Code: String, Sendable, CaseIterable {
    /// Not exactly 32 bytes.
    case wrongSize = "wrong_size"
    /// Users other than its owner may read or write it.
    case wrongMode = "wrong_mode"
    /// It belongs to another user.
    case wrongOwner = "wrong_owner"
    /// It is not a regular file.
    case wrongKind = "wrong_kind"
    /// It is missing or cannot be read.
    case unreadable
    /// It cannot be created.
    case cannotCreate = "cannot_create"
  }

  /// What is wrong.
  package let code: Code
  /// What was being done, for example `read`.
  package let operation: String
  /// The file.
  package let path: String
  /// What was found instead, or what the system reports.
  package let cause: String

  package init(_ code: Code, operation: String, path: String, cause: String) {
    self.code = code
    self.operation = operation
    self.path = path
    self.cause = cause
  }

  /// What to do about it.
  package var hint: String {
    switch code {
    case .wrongSize:
      "Restore \(path) from a backup. Without one, move it away: a new key is made at the next"
        + " start, and a request repeated with an old id is then refused as a duplicate."
    case .wrongMode:
      "Run: chmod 600 \(path). If others could read it, move it away, so that a new key is made."
    case .wrongOwner:
      "Run: chown smsdispatch \(path) (the user that runs the daemon)."
    case .wrongKind:
      "Put the key itself at \(path): a regular file, no link."
    case .unreadable:
      "Check that \(path) exists and that the user smsdispatch may read it and its directory."
    case .cannotCreate:
      "Check that the directory of \(path) exists, belongs to the user smsdispatch and has space."
    }
  }
}

extension SecretError: CustomStringConvertible {
  package var description: String {
    "\(operation) \(path): \(cause) (\(code.rawValue))"
  }
}
