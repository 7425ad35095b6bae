package import SMSCore
package import SMSSystem

/// Why a backup was not made or not restored, and what to do about it.
package enum BackupError: Error, Sendable {
  case ledger(LedgerError)
  case system(SystemError)
  /// A disk has less free space than the copy needs.
  case noRoom(path: String, needed: Int64, free: Int64)
  /// The file to restore is a directory, a FIFO or the like.
  case notARegularFile(path: String)
  /// The existing ledger would be replaced, which was not allowed explicitly.
  case ledgerInPlace(path: String)
  case start(StartError)

  /// What happened, in one sentence without a full stop.
  package var message: String {
    switch self {
    case .ledger(let error): "\(error.operation) \(error.path): \(error.cause)"
    case .system(let error): error.description
    case .noRoom(let path, let needed, let free):
      "the copy takes \(needed >> 20) MiB in \(path), and \(free >> 20) MiB are free"
    case .notARegularFile(let path): "\(path) is not a regular file"
    case .ledgerInPlace(let path): "\(path) holds jobs"
    case .start(let error): error.lines.joined(separator: "\n")
    }
  }

  /// What to do about it, as sentences; may be empty.
  package var hint: String {
    switch self {
    case .ledger(let error): error.hint
    case .system(let error):
      error.hint.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." } ?? ""
    case .noRoom: "Free space on that disk; nothing was changed."
    case .notARegularFile: "Name a file that smsdispatch backup made."
    case .ledgerInPlace:
      """
      To put the backup in its place, give --yes: the ledger is kept beside it under another name. \
      If it is sound, keep it: it knows more than any backup.
      """
    case .start: ""
    }
  }
}

extension BackupError {
  static func inLedger<Value>(
    _ body: () throws(LedgerError) -> Value
  ) throws(BackupError) -> Value {
    do throws(LedgerError) { return try body() } catch { throw .ledger(error) }
  }

  static func inSystem<Value: ~Copyable>(
    _ body: () throws(SystemError) -> Value
  ) throws(BackupError) -> Value {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
  }

  static func inStart<Value: ~Copyable>(
    _ body: () throws(StartError) -> Value
  ) throws(BackupError) -> Value {
    do throws(StartError) { return try body() } catch { throw .start(error) }
  }
}
