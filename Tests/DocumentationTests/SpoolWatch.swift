import SMSSystem
import TestSupport

/// Reports what a producer does in a spool: files created and renamed, and results read.
actor SpoolWatch: QueueActor {
  /// A file that was open for reading was closed (inotify(7), `IN_CLOSE_NOWRITE`).
  static let closedAfterReading = InotifyMask(rawValue: 0x10)

  nonisolated let executor = QueueExecutor(label: "spool-watch")

  private let notices: Mailbox<Notice>
  private let inotify: Inotify
  private var source: ReadSource?

  init(incoming: Directory, results: Directory, _ notices: Mailbox<Notice>) throws {
    self.notices = notices
    inotify = try Inotify()
    _ = try inotify.watch(incoming, for: [.created, .movedTo])
    _ = try inotify.watch(results, for: Self.closedAfterReading)
  }

  func start() throws {
    source = try ReadSource(inotify.raw, on: executor) { [weak self] in
      self?.assumeIsolated { $0.read() }
    }
  }

  private func read() {
    for event in (try? inotify.read()) ?? [] { notices.send(.changed(event)) }
  }
}
