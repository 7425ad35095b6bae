internal import CLinux
internal import Glibc

/// A child process; it is killed if the value is released before its end was awaited.
package actor ChildProcess: QueueActor {
  package nonisolated let executor: QueueExecutor

  /// The process id; after its end another process may get it.
  package nonisolated let identifier: Int32

  /// A descriptor for the process (pidfd_open(2)), readable once it has ended.
  private nonisolated let descriptor: FileDescriptor

  private nonisolated let leadsGroup: Bool

  private var status: ExitStatus?
  private var waiting: [CheckedContinuation<ExitStatus, any Error>] = []
  private var source: ReadSource?

  /// Starts a process.
  ///
  /// It starts with no signal blocked or ignored, and with no descriptors but its streams.
  /// - Throws: `SystemError`; `isNotFound` if there is no such program or directory.
  package init(_ command: ChildCommand) throws(SystemError) {
    var request = try SpawnRequest(command)
    let process = try request.spawn()
    do {
      let raw = try Errno.check("pidfd_open") { smsdispatch_pidfd_open(process) }
      descriptor = FileDescriptor(owning: raw, path: "process \(process)")
    } catch {
      kill(process, SIGKILL)
      _ = try? ChildProcess.reap(process)
      throw error
    }
    identifier = process
    leadsGroup = command.leadsGroup
    executor = QueueExecutor(label: "child-process")
  }

  deinit {
    if status == nil {
      try? send(.kill)
      killRest()
      _ = try? ChildProcess.reap(identifier)
    }
  }

  /// Sends a signal; never reaches another process, even after the end.
  ///
  /// - Throws: `SystemError` if the process has ended.
  package nonisolated func send(_ signal: Signal) throws(SystemError) {
    let number = descriptor.raw
    try Errno.check("pidfd_send_signal", descriptor.path) {
      smsdispatch_pidfd_send_signal(number, signal.rawValue)
    }
  }

  /// Sends a signal to the process and to all that it started in its group; does nothing after its
  /// end.
  package func sendToGroup(_ signal: Signal) {
    guard status == nil else { return }
    // The id is not given to another process before this one's status is collected.
    kill(leadsGroup ? -identifier : identifier, signal.rawValue)
  }

  /// Kills what is left of the group; only before the leader's status is collected.
  private nonisolated func killRest() {
    if leadsGroup { kill(-identifier, SIGKILL) }
  }

  /// Waits until the process ends.
  ///
  /// - Returns: How it ended; the same each time.
  /// - Throws: `SystemError` if its status was collected elsewhere.
  package func wait() async throws -> ExitStatus {
    if let status {
      return status
    }
    if source == nil {
      source = try ReadSource(descriptor.raw, on: executor) { [weak self] in
        self?.assumeIsolated { $0.end() }
      }
    }
    return try await withCheckedThrowingContinuation { waiting.append($0) }
  }

  private func end() {
    source?.cancel()
    source = nil
    killRest()
    let result = Result { () throws(SystemError) in try ChildProcess.reap(identifier) }
    status = try? result.get()
    let waiting = waiting
    self.waiting = []
    for continuation in waiting {
      continuation.resume(with: result.mapError { $0 as any Error })
    }
  }

  private static func reap(_ process: Int32) throws(SystemError) -> ExitStatus {
    var status: Int32 = 0
    try Errno.check("waitpid", "process \(process)") { waitpid(process, &status, 0) }
    return ExitStatus(waitStatus: status)
  }
}
