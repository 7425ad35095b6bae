internal import CSQLite

/// The result of a checkpoint.
struct Checkpoint: Equatable, Sendable {
  /// How far a checkpoint goes.
  enum Kind {
    /// Copies what it can without waiting for readers or writers.
    case passive
    /// Copies everything and truncates the log to zero; requires that no other connection reads or
    /// writes.
    case truncate
  }

  /// Frames (pages) in the log; −1 if the file has no write-ahead log.
  let frames: Int
  /// How many of them are now in the file.
  let copied: Int
}

extension Checkpoint.Kind {
  /// SQLite's constant for the kind; see <https://www.sqlite.org/c3ref/wal_checkpoint_v2.html>.
  var flag: Int32 {
    switch self {
    case .passive: SQLITE_CHECKPOINT_PASSIVE
    case .truncate: SQLITE_CHECKPOINT_TRUNCATE
    }
  }
}
