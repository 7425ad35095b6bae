internal import Glibc

/// The number of a signal (signal(7)).
package struct Signal: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package static let terminate = Signal(rawValue: SIGTERM)
  package static let interrupt = Signal(rawValue: SIGINT)
  package static let hangUp = Signal(rawValue: SIGHUP)
  package static let quit = Signal(rawValue: SIGQUIT)
  package static let kill = Signal(rawValue: SIGKILL)
  package static let user1 = Signal(rawValue: SIGUSR1)
  package static let user2 = Signal(rawValue: SIGUSR2)
  package static let windowChanged = Signal(rawValue: SIGWINCH)
  package static let stop = Signal(rawValue: SIGSTOP)
  /// The one that Ctrl-Z makes.
  package static let terminalStop = Signal(rawValue: SIGTSTP)
  package static let carryOn = Signal(rawValue: SIGCONT)
  package static let abort = Signal(rawValue: SIGABRT)
  package static let trap = Signal(rawValue: SIGTRAP)
  package static let illegalInstruction = Signal(rawValue: SIGILL)
  package static let brokenPipe = Signal(rawValue: SIGPIPE)

  /// Makes writing to a closed pipe or socket an error (`EPIPE`) instead of ending the process.
  ///
  /// Call it once, at the start of a program, before anything is opened.
  package static func ignoreBrokenPipes() {
    Glibc.signal(SIGPIPE, SIG_IGN)
  }
}

extension Signal {
  /// Has the signal's standard effect on this process now, even while a `SignalSource` watches it.
  ///
  /// Returns if that does not end the process: after `terminalStop` when the process goes on, or at
  /// once where there is no shell that could let it go on.
  package func takeEffect() {
    let watcher = Glibc.signal(rawValue, SIG_DFL)
    var own = sigset_t()
    var earlier = sigset_t()
    sigemptyset(&own)
    sigaddset(&own, rawValue)
    // Dispatch's threads block signals, and a signal to this thread alone is not delayed.
    pthread_sigmask(SIG_UNBLOCK, &own, &earlier)
    raise(rawValue)
    pthread_sigmask(SIG_SETMASK, &earlier, nil)
    _ = Glibc.signal(rawValue, watcher)
  }
}

extension Signal: CustomStringConvertible {
  /// The name, such as `SIGTERM`.
  package var description: String {
    switch self {
    case .terminate: "SIGTERM"
    case .interrupt: "SIGINT"
    case .hangUp: "SIGHUP"
    case .quit: "SIGQUIT"
    case .kill: "SIGKILL"
    case .user1: "SIGUSR1"
    case .user2: "SIGUSR2"
    case .windowChanged: "SIGWINCH"
    case .stop: "SIGSTOP"
    case .carryOn: "SIGCONT"
    case .abort: "SIGABRT"
    case .trap: "SIGTRAP"
    case .illegalInstruction: "SIGILL"
    case .brokenPipe: "SIGPIPE"
    case .terminalStop: "SIGTSTP"
    default: "signal \(rawValue)"
    }
  }
}
