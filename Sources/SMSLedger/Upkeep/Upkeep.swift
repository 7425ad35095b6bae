/// Decides when the write-ahead log is copied into the file, cut off, and waited for.
///
/// A pure machine: events in, actions out; times are nanoseconds of a clock that never steps.
///
/// | the log | then |
/// |---|---|
/// | has grown by `copyAbove` | it is copied beside the commits (passive) |
/// | passes `waitAbove` | commits wait until one copy saw all of it |
/// | has rested for `rest`, or holds anything older than `oldest` | it is copied and cut off |
///
/// The cut is what removes the texts of sent messages from the log; it may fail while another
/// process reads, and is tried again after `rest`.
struct Upkeep {
  /// When something is due; sizes in bytes, times in nanoseconds.
  struct Limits: Sendable {
    /// Small, so that a copy is short and the log stays in the page cache.
    var copyAbove: Int64 = 4 << 20
    /// The most that a crash leaves to be read again at the next start.
    var waitAbove: Int64 = 64 << 20
    var rest: Int64 = 1_000_000_000
    /// Texts must be gone a minute after sending; half of it leaves room for failed cuts.
    var oldest: Int64 = 30_000_000_000
  }

  /// What the writer has to do.
  enum Action: Equatable {
    /// Start a passive checkpoint beside the commits; answered by `copied`.
    case copy
    /// Cut the log off now, between two commits; answered by `cut`.
    case cut
    /// Set the timer; answered by `timer`.
    case wake(at: Int64)
  }

  /// Bytes of a page in the log: the page and its header.
  static let frame: Int64 = 4096 + 24

  private let limits: Limits
  /// Bytes in the log.
  private var size: Int64 = 0
  private var sizeAtCopy: Int64 = 0
  /// Commits wait above this; rises by `waitAbove` when a reader keeps the log from ending.
  private var waitAbove: Int64
  private var lastCommit: Int64 = 0
  /// The first commit since the log was cut off; nil if it holds nothing.
  private var firstCommit: Int64?
  private var isCopying = false
  private var wantsCut = false
  /// Whether commits wait for a copy.
  private(set) var isWaiting = false

  init(limits: Limits) {
    self.limits = limits
    waitAbove = limits.waitAbove
  }

  /// A commit was made, and the log has that many frames now.
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

  /// A passive checkpoint ended, whether it could copy everything or not.
  mutating func copied(at now: Int64) -> [Action] {
    isCopying = false
    if isWaiting {
      // A copy that began before the last commits cannot end the log: one more, now all alone.
      guard sizeAtCopy == size else { return copy() }
      isWaiting = false
      waitAbove = size + limits.waitAbove
    }
    return wantsCut ? [.cut] : []
  }

  /// The log was cut off, or could not be because somebody reads it.
  mutating func cut(succeeded: Bool, at now: Int64) -> [Action] {
    wantsCut = false
    guard succeeded else { return [.wake(at: now + limits.rest)] }
    grow(to: 0)
    firstCommit = nil
    return []
  }

  /// The timer came, early or not.
  mutating func timer(at now: Int64) -> [Action] {
    guard let firstCommit, !wantsCut else { return [] }
    let due = min(lastCommit + limits.rest, firstCommit + limits.oldest)
    guard due <= now else { return [.wake(at: due)] }
    wantsCut = true
    return copy()
  }

  /// A smaller size means that the log began anew.
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
