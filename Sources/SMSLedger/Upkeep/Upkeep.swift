/// Decides when the write-ahead log is copied into the file, when it is truncated, and when commits
/// wait.
///
/// A pure machine: events in, actions out; times are nanoseconds on a clock that never steps.
///
/// | the log | then |
/// |---|---|
/// | has grown by `copyAbove` | it is copied beside the commits (passive checkpoint) |
/// | exceeds `waitAbove` | commits wait until a copy has covered all of it |
/// | is idle for `rest`, or its first commit is `oldest` old | it is copied and truncated |
///
/// Truncation removes the texts of sent messages from the log; it may fail while another process
/// reads, and is tried again after `rest`.
struct Upkeep {
  /// When something is due; sizes in bytes, times in nanoseconds.
  struct Limits: Sendable {
    /// Small, so that a copy is short and the log stays in the page cache.
    var copyAbove: Int64 = 4 << 20
    /// The most log that a crash leaves to be recovered at the next start.
    var waitAbove: Int64 = 64 << 20
    var rest: Int64 = 1_000_000_000
    /// Texts must be gone a minute after sending; half of that leaves room for failed truncations.
    var oldest: Int64 = 30_000_000_000
  }

  /// What the writer must do.
  enum Action: Equatable {
    /// Start a passive checkpoint beside the commits; answered by `copied`.
    case copy
    /// Truncate the log now, between two commits; answered by `cut`.
    case cut
    /// Set the timer; answered by `timer`.
    case wake(at: Int64)
  }

  /// Bytes per frame of the log: a page and its header.
  static let frame: Int64 = 4096 + 24

  private let limits: Limits
  /// Bytes in the log.
  private var size: Int64 = 0
  private var sizeAtCopy: Int64 = 0
  /// Commits wait above this size; it rises by `waitAbove` when a reader keeps the log from
  /// restarting.
  private var waitAbove: Int64
  private var lastCommit: Int64 = 0
  /// The first commit since the log was truncated; nil if the log is empty.
  private var firstCommit: Int64?
  private var isCopying = false
  private var wantsCut = false
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
    if isWaiting || size - sizeAtCopy > limits.copyAbove { actions += copy() }
    return actions
  }

  /// A passive checkpoint ended, whether or not it copied everything.
  mutating func copied(at now: Int64) -> [Action] {
    isCopying = false
    if isWaiting {
      // A copy that began before the last commits cannot restart the log: copy again, without
      // commits.
      guard sizeAtCopy == size else { return copy() }
      isWaiting = false
      waitAbove = size + limits.waitAbove
    }
    return wantsCut ? [.cut] : []
  }

  /// The log was truncated, or could not be because a connection reads it.
  mutating func cut(succeeded: Bool, at now: Int64) -> [Action] {
    wantsCut = false
    guard succeeded else { return [.wake(at: now + limits.rest)] }
    grow(to: 0)
    firstCommit = nil
    return []
  }

  /// The timer fired, early or not.
  mutating func timer(at now: Int64) -> [Action] {
    guard let firstCommit, !wantsCut else { return [] }
    let due = min(lastCommit + limits.rest, firstCommit + limits.oldest)
    guard due <= now else { return [.wake(at: due)] }
    wantsCut = true
    return copy()
  }

  /// A smaller size means that the log restarted.
  private mutating func grow(to newSize: Int64) {
    if newSize < size {
      sizeAtCopy = 0
      waitAbove = limits.waitAbove
    }
    size = newSize
  }

  private mutating func copy() -> [Action] {
    guard !isCopying else { return [] }
    isCopying = true
    sizeAtCopy = size
    return [.copy]
  }
}
