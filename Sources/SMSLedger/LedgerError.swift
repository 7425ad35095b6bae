/// Why the ledger could not do something: what was tried on which file, and how to repair it.
package struct LedgerError: Error, Equatable, Sendable {
  /// What went wrong.
  package let code: Code
  /// What was being done, for example `commit`.
  package let operation: String
  /// The file of the ledger.
  package let path: String
  /// What SQLite or the system says; never holds a stored value.
  package let cause: String
  /// SQLite's extended result code, 0 where the fault is not SQLite's.
  package let result: Int32

  package init(
    _ code: Code,
    operation: String,
    path: String,
    cause: String,
    result: Int32 = 0
  ) {
    self.code = code
    self.operation = operation
    self.path = path
    self.cause = cause
    self.result = result
  }

  /// What to do about it, in one or two sentences.
  package var hint: String { code.hint(path: path) }

  /// Whether the same operation may succeed later without anybody repairing the file.
  package var isPassing: Bool {
    switch code {
    case .full, .io, .busy: true
    case .corrupt, .notALedger, .readOnly, .cannotOpen, .newer, .older, .conflict, .defect: false
    }
  }
}

extension LedgerError: CustomStringConvertible {
  package var description: String {
    "\(operation) \(path): \(cause) (\(code.rawValue))"
  }
}
