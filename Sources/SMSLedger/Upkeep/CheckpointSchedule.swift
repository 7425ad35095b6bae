/// Decides when the write-ahead log is copied into the file, when it is truncated, and when commits
/// wait.
///
/// A pure machine: events in, actions out; times are nanoseconds on a clock that never steps.
///
/// | the log | then |
/// |---|---|
/// | has grown by `checkpointAbove` | it is copied beside the commits (passive checkpoint) |
/// | exceeds `waitAbove` | commits wait until a copy has covered all of it |
/// | is idle for `rest`, or its first commit is `oldest` old | it is copied and truncated |
///
/// Truncation removes the texts of sent messages from the log; it may fail while another process
/// reads, and is tried again after `rest`.
struct CheckpointSchedule {
  /// When something is due; sizes in bytes, times in nanoseconds.
  struct Limits: Sendable {
    /// Small, so that a copy is short and the log stays in the page cache.
    var checkpointAbove: Int64 = 4 << 20
    /// The most log that a crash leaves to be recovered at the next start.
    var waitAbove: Int64 = 64 << 20
    var rest: Int64 = 1_000_000_000
    /// Texts must be gone a minute after sending; half of that leaves room for failed truncations.
    var oldest: Int64 = 30_000_000_000
  }

  /// What the writer must do.
  enum Action: Equatable {
    /// Start a passive checkpoint beside the commits; answered by `checkpointed`.
    case checkpoint
    /// Truncate the log now, between two commits; answered by `truncated`.
    case truncate
    /// Set the timer; answered by `timer`.
    case wake(at: Int64)
  }

  /// Bytes per frame of the log: a page and its header.
  static let frame: Int64 = 4096 + 24

  private let limits: Limits
  /// Bytes in the log.
  private var size: Int64 = 0
  private var sizeAtCheckpoint: Int64 = 0
  /// Commits wait above this size; it rises by `waitAbove` when a reader keeps the log from
  /// restarting.
  private var waitAbove: Int64
  private var lastCommit: Int64 = 0
  /// The first commit since the log was truncated; nil if the log is empty.
  private var firstCommit: Int64?
  private var isCheckpointing = false
  private var wantsTruncation = false
  /// Whether commits wait for a copy.
  private(set) var isWaiting = false

  init(limits: Limits) {
    self.limits = limits
    waitAbove = limits.waitAbove
  }

  /// A commit was made, and the log now has that many frames.
  mutating func committed(frames: Int, at now: Int64) -> [Action] {
    var actions: [Action] = []
    if firstCommit == nil {
      firstCommit = now
      actions.append(.wake(at: now + min(limits.rest, limits.oldest)))
    }
    lastCommit = now
    grow(to: Int64(frames) * Self.frame)
    isWaiting = size > waitAbove
    if isWaiting || size - sizeAtCheckpoint > limits.checkpointAbove { actions += checkpoint() }
    return actions
  }

  /// A passive checkpoint ended, whether or not it copied everything.
  mutating func checkpointed(at now: Int64) -> [Action] {
    isCheckpointing = false
    if isWaiting {
      // A copy that began before the last commits cannot restart the log: copy again, without
      // commits.
      guard sizeAtCheckpoint == size else { return checkpoint() }
      isWaiting = false
      waitAbove = size + limits.waitAbove
    }
    return wantsTruncation ? [.truncate] : []
  }

  /// The log was truncated, or could not be because a connection reads it.
  mutating func truncated(succeeded: Bool, at now: Int64) -> [Action] {
    wantsTruncation = false
    guard succeeded else { return [.wake(at: now + limits.rest)] }
    grow(to: 0)
    firstCommit = nil
    return []
  }

  /// The timer fired, early or not.
  mutating func timer(at now: Int64) -> [Action] {
    guard let firstCommit, !wantsTruncation else { return [] }
    let due = min(lastCommit + limits.rest, firstCommit + limits.oldest)
    guard due <= now else { return [.wake(at: due)] }
    wantsTruncation = true
    return checkpoint()
  }

  /// A smaller size means that the log restarted.
  private mutating func grow(to newSize: Int64) {
    if newSize < size {
      sizeAtCheckpoint = 0
      waitAbove = limits.waitAbove
    }
    size = newSize
  }

  private mutating func checkpoint() -> [Action] {
    guard !isCheckpointing else { return [] }
    isCheckpointing = true
    sizeAtCheckpoint = size
    return [.checkpoint]
  }
}
