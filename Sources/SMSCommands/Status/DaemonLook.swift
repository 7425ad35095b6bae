package import SMSDaemon
package import SMSSystem

/// The daemon of a state directory, as its lock file and the kernel show it.
package struct DaemonLook: Equatable, Sendable {
  /// What the daemon is doing, with its process id.
  package enum Presence: Equatable, Sendable {
    /// Has the lock, but does not accept requests yet.
    case starting(pid: Int32)
    case running(pid: Int32)
    case draining(pid: Int32)
    /// Stopped by SIGSTOP or a debugger.
    case suspended(pid: Int32)
    case stopped
    /// Recorded no stop, and its process no longer exists: it was killed or crashed, or the power
    /// failed.
    case gone(pid: Int32)
    case neverStarted
  }

  /// What the daemon last wrote; nil if none has run, or only one of an earlier version.
  package let state: DaemonState?
  package let presence: Presence

  /// Derives the state from a lock file.
  ///
  /// - Parameters:
  ///   - holder: The process named by the file; nil if there is no file.
  ///   - state: The state that the file records.
  ///   - process: The process that now has that id, which may be a different one; nil if there is
  ///     none.
  ///   - boot: The current boot.
  package init(
    holder: Int32?,
    state: DaemonState?,
    process: ProcessStatus?,
    boot: String
  ) {
    self.state = state
    presence = Self.presence(holder, state, process, boot)
  }

  private static func presence(
    _ holder: Int32?,
    _ state: DaemonState?,
    _ process: ProcessStatus?,
    _ boot: String
  ) -> Presence {
    guard let holder else { return .neverStarted }
    guard let state else {
      // A lock file of an earlier version names only the process.
      return process?.name == ProgramName.value ? .running(pid: holder) : .stopped
    }
    guard state.phase != .stopped else { return .stopped }
    guard let process, state.daemon.isSame(as: process, boot: boot) else {
      return .gone(pid: holder)
    }
    if process.isStopped { return .suspended(pid: holder) }
    return switch state.phase {
    case .starting: .starting(pid: holder)
    case .draining: .draining(pid: holder)
    case .running, .stopped: .running(pid: holder)
    }
  }
}

extension DaemonLook {
  /// A line may be read while it is being written.
  private static let tries = 3

  /// Looks up the daemon of a state directory; an unreadable directory counts as one without.
  static func at(_ path: String) -> DaemonLook {
    let boot = (try? Clocks.bootIdentifier()) ?? ""
    var holder: Int32?
    for _ in 0..<tries {
      guard let directory = try? Directory(entering: path),
        let file = try? LockFile.read(DaemonState.fileName, in: directory)
      else { break }
      holder = file.holder
      guard file.words.isEmpty || DaemonState(line: file.words) != nil else { continue }
      return DaemonLook(
        holder: holder,
        state: DaemonState(line: file.words),
        process: holder.flatMap { ProcessStatus(of: $0) },
        boot: boot
      )
    }
    return DaemonLook(
      holder: holder,
      state: nil,
      process: holder.flatMap { ProcessStatus(of: $0) },
      boot: boot
    )
  }
}

extension DaemonLook.Presence {
  /// Whether a process holds the state directory.
  package var isUp: Bool {
    switch self {
    case .starting, .running, .draining, .suspended: true
    case .stopped, .gone, .neverStarted: false
    }
  }

  /// Whether messages are being sent.
  package var isAtWork: Bool {
    if case .running = self { true } else { false }
  }

  /// The state as one word, for JSON.
  package var word: String {
    switch self {
    case .starting: "starting"
    case .running: "running"
    case .draining: "draining"
    case .suspended: "suspended"
    case .stopped: "stopped"
    case .gone: "gone"
    case .neverStarted: "never started"
    }
  }

  /// The state as a phrase, for text output.
  package var words: String {
    switch self {
    case .starting(let pid): "starting, process \(pid): it takes no requests yet"
    case .running(let pid): "running, process \(pid)"
    case .draining(let pid): "stopping, process \(pid): no new sends, answers are awaited"
    case .suspended(let pid):
      "stopped (SIGSTOP), process \(pid): it does nothing until 'kill -CONT \(pid)'"
    case .stopped: "stopped"
    case .gone(let pid): "not running: process \(pid) is gone without having stopped"
    case .neverStarted: "has not run yet"
    }
  }
}
