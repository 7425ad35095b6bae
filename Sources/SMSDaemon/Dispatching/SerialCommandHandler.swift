internal import SMSCore
internal import SMSSystem

/// A handler that carries out one command after the other, in steps between which it may stop.
protocol SerialCommandHandler: QueueActor {
  var commands: SerialCommands { get set }

  /// Carries out a command; one that a stop interrupts is found again at the next start.
  func perform(_ command: CommandJob) async
}

/// The commands that wait for a handler.
struct SerialCommands {
  fileprivate var waiting: [CommandJob] = []
  fileprivate var isWorking = false
  /// Whether the daemon is stopping: no further step begins.
  fileprivate(set) var isStopped = false
}

extension SerialCommandHandler {
  var isStopped: Bool { commands.isStopped }

  func stop() {
    commands.isStopped = true
  }

  /// Accepts a command, from any thread.
  nonisolated func take(_ command: CommandJob) {
    Task { await self.add(command) }
  }

  private func add(_ command: CommandJob) async {
    commands.waiting.append(command)
    guard !commands.isWorking else { return }
    commands.isWorking = true
    while !isStopped, !commands.waiting.isEmpty {
      await perform(commands.waiting.removeFirst())
    }
    commands.isWorking = false
  }
}
