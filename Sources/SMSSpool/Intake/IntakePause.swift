package import SMSCore
package import SMSSystem

/// Why a spool's intake is paused; nothing is lost or refused, and a pause ends by itself.
package enum IntakePause: Error, Sendable, Equatable {
  /// A directory of the spool cannot be opened or created.
  case directories(SpoolProblem)
  /// A file could not be written, renamed or listed: the disk is full, read-only or failing.
  case files(SystemError)
  /// A request file could not be removed after its job was accepted.
  case removal(SystemError)
  case descriptors(SystemError)
  case lowDisk(path: String, freeBytes: Int64, minimum: Int64)
  case queueFull(waiting: Int, limit: Int)
  case ledger(LedgerError)

  /// The pause after a failure to write, rename or list a file.
  static func of(_ error: SystemError) -> IntakePause {
    error.isOutOfDescriptors ? .descriptors(error) : .files(error)
  }

  /// All that `reason` can be.
  package static let reasons: Set = [
    "directories", "files", "removal", "descriptors", "low_disk", "queue_full", "ledger",
  ]

  /// One word, which stays the same as long as the problem does.
  package var reason: String {
    switch self {
    case .directories: "directories"
    case .files: "files"
    case .removal: "removal"
    case .descriptors: "descriptors"
    case .lowDisk: "low_disk"
    case .queueFull: "queue_full"
    case .ledger: "ledger"
    }
  }
}

extension IntakePause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .directories(let problem):
      "\(problem)"
    case .files(let error), .removal(let error), .descriptors(let error):
      "\(error)"
    case .lowDisk(let path, let freeBytes, let minimum):
      "\(path): \(freeBytes >> 20) MiB free, less than \(minimum >> 20) MiB"
    case .queueFull(let waiting, let limit):
      "\(waiting) jobs wait, the limit is \(limit)"
    case .ledger(let error):
      "\(error)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .directories(let problem):
      problem.hint
    case .files(let error), .descriptors(let error):
      error.hint ?? "see the error; intake goes on when it is gone"
    case .removal(let error):
      error.hint ?? "make .taken/ writable; until then nothing is accepted from this spool"
    case .lowDisk:
      "free space on that disk, or lower min_free_mb; sending goes on"
    case .queueFull:
      "wait until some are sent, or raise max_queued of the spool"
    case .ledger(let error):
      error.hint
    }
  }
}
