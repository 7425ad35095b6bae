internal import SMSSystem

/// A batch in `incoming/` that may be whole.
struct BatchOffer: Sendable {
  let name: FileName
  /// As it was when it was found to be whole.
  let status: FileStatus
  /// Whether it was moved in; any other must end with a newline.
  let isComplete: Bool
}

/// What became of a batch in `.taken/`.
enum BatchResult: Sendable {
  /// It is in the ledger, or was answered, and its file is gone.
  case settled
  /// Its file is to be moved to `rejected/`.
  case refused(IntakeTurn.Refused)
}

/// A batch in `incoming/` that cannot be taken now; other files can.
package struct BatchWait: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// It was not moved in, and its last line has no newline.
    case unfinished
    /// The queue has no room for so many messages.
    case queue(lines: Int, waiting: Int, limit: Int)
    /// A disk has no room for so many messages.
    case disk(lines: Int, path: String, freeBytes: Int64, needed: Int64)
    /// Something else that is not the file's own.
    case trouble(IntakePause)
  }

  package var file: String
  package var reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }

  /// One word for the log.
  package var word: String {
    switch reason {
    case .unfinished: "unfinished"
    case .queue: "queue_full"
    case .disk: "low_disk"
    case .trouble(let pause): pause.reason
    }
  }

  /// What to do about it.
  package var hint: String {
    switch reason {
    case .unfinished:
      """
      write a batch under a name that starts with a dot, and rename it; or end its last line with a \
      newline
      """
    case .queue: "wait until some are sent, or raise max_queued of the spool"
    case .disk: "free space on that disk, or lower min_free_mb; sending goes on"
    case .trouble(let pause): pause.hint
    }
  }
}

extension BatchWait: CustomStringConvertible {
  package var description: String {
    switch reason {
    case .unfinished: "\(file) may not be whole: its last line has no newline"
    case .queue(let lines, let waiting, let limit):
      "\(file) has \(lines) lines, \(waiting) jobs wait, the limit is \(limit)"
    case .disk(let lines, let path, let freeBytes, let needed):
      "\(file) has \(lines) lines; \(path): \(freeBytes >> 20) MiB free, less than \(needed >> 20) MiB"
    case .trouble(let pause): "\(file): \(pause)"
    }
  }
}
