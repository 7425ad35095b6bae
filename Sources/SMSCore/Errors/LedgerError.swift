/// Why the ledger could not do what was asked.
package struct LedgerError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    /// No space left: disk, quota or page limit. Work resumes when there is space.
    case full
    /// A read, write or fsync failed.
    case io
    case readOnly
    case corrupt
    case newerVersion
    case busy
    /// The file cannot be opened: permissions, missing directory.
    case cannotOpen
    /// The open file is no longer the one at its path.
    case displaced
    /// The ledger is closed, or its database failed in another way.
    case other
  }

  package var code: Code
  /// What was being done, for example `write`.
  package var operation: String
  package var path: String
  /// What the database or the system reports; contains no stored value.
  package var cause: String
  package var hint: String

  package init(code: Code, operation: String, path: String, cause: String, hint: String) {
    self.code = code
    self.operation = operation
    self.path = path
    self.cause = cause
    self.hint = hint
  }
}

extension LedgerError: CustomStringConvertible {
  package var description: String { "\(operation) \(path): \(cause). \(hint)" }
}
