/// Why the ledger could not do what it was asked.
package struct LedgerError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    /// No room: disk, quota or page limit. Goes on when there is room.
    case full
    /// A read, write or fsync failed.
    case io
    case readOnly
    case corrupt
    case newerVersion
    case busy
    /// The file cannot be opened: rights, missing directory.
    case cannotOpen
    /// The file that is open is not the one at its path any more.
    case displaced
    /// Closed, or any other failure of the engine.
    case other
  }

  package var code: Code
  package var operation: String
  package var path: String
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
