package import SMSSystem

/// Waits until a directory meets a condition, checking it again after each change.
package actor DirectoryWatch: QueueActor {
  package nonisolated let executor = QueueExecutor(label: "directory-watch")

  private let changes = Mailbox<[InotifyEvent]>()
  private let inotify: Inotify
  private var source: ReadSource?

  private init(_ directory: Directory) throws(SystemError) {
    inotify = try Inotify()
    _ = try inotify.watch(
      directory,
      for: [.created, .closedAfterWriting, .modified, .movedTo, .movedFrom, .removed]
    )
  }

  /// Waits for a condition on the contents of a directory.
  ///
  /// - Parameters:
  ///   - directory: The directory to watch, without its subdirectories.
  ///   - seconds: The time limit after the last change; never reached in a test that passes.
  ///   - condition: Returns a value once it is met, nil before.
  /// - Returns: That value.
  /// - Throws: `Mailbox.TimedOut`, `SystemError`, or an error from the condition.
  package static func wait<Value: Sendable>(
    in directory: Directory,
    within seconds: Double = 60,
    until condition: @Sendable () throws -> Value?
  ) async throws -> Value {
    let watch = try DirectoryWatch(directory)
    try await watch.start()
    while true {
      if let value = try condition() {
        return value
      }
      _ = try await watch.changes.next(within: seconds)
    }
  }

  /// Waits until a file exists, and reads it.
  ///
  /// - Throws: `Mailbox.TimedOut`, or `SystemError` if it cannot be read.
  package static func wait(
    for name: FileName,
    in directory: Directory,
    within seconds: Double = 60
  ) async throws -> [UInt8] {
    try await wait(in: directory, within: seconds) {
      do {
        return try directory.read(name, upTo: 16 << 20)
      } catch let error as SystemError where error.isNotFound {
        return nil
      }
    }
  }

  private func start() throws(SystemError) {
    source = try ReadSource(inotify.raw, on: executor) { [weak self] in
      self?.assumeIsolated { $0.read() }
    }
  }

  private func read() {
    if let events = try? inotify.read(), !events.isEmpty {
      changes.send(events)
    }
  }
}
