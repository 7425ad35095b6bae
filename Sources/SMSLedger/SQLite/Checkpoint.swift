internal import CSQLite

/// What a checkpoint did: frames in the write-ahead log, and how many are in the file now.
struct Checkpoint: Equatable, Sendable {
  /// How far a checkpoint goes.
  enum Kind {
    /// Copies what it can without waiting for anyone.
    case passive
    /// Copies everything and cuts the log to nothing; needs that no one reads or writes.
    case truncate
  }

  /// Frames (pages) in the log, −1 outside of write-ahead logging.
  let frames: Int
  /// Frames already copied.
  let copied: Int
}

extension Checkpoint.Kind {
  /// SQLite's name of the kind; see <https://www.sqlite.org/c3ref/wal_checkpoint_v2.html>.
  var flag: Int32 {
    switch self {
    case .passive: SQLITE_CHECKPOINT_PASSIVE
    case .truncate: SQLITE_CHECKPOINT_TRUNCATE
    }
  }
}
