internal import SMSSystem

/// The kernel's notices of request files; a hint, never the truth.
final class IncomingWatch {
  private let inotify: Inotify
  private let source: ReadSource

  /// Watches `incoming/`.
  ///
  /// - Parameters:
  ///   - directory: The open directory.
  ///   - executor: Where the handler runs.
  ///   - handler: Called when there are notices to read.
  /// - Throws: `SystemError`, as at the limits of inotify.
  init(
    _ directory: Directory,
    on executor: QueueExecutor,
    handler: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    inotify = try Inotify()
    _ = try inotify.watch(
      directory,
      for: [
        .closedAfterWriting, .movedTo, .attributesChanged, .selfMoved, .selfRemoved, .onlyDirectory,
      ]
    )
    source = try ReadSource(inotify.raw, on: executor, handler: handler)
  }

  deinit {
    source.cancel()
  }

  /// Takes a batch of notices, without waiting.
  func read() throws(SystemError) -> [InotifyEvent] {
    try inotify.read()
  }
}
