import SMSSystem
import Synchronization
import TestSupport
import Testing

/// Boots a machine when a test first needs it, deploys the program there, and removes all machines
/// after the suite.
struct Booted: SuiteTrait, TestScoping {
  private typealias Machines = Mutex<[DebianSuite: Task<Deployment, any Error>]>

  private final class Running: Sendable {
    let machines = Machines([:])
  }

  @TaskLocal private static var running: Running?

  static let unwanted: Comment = "takes minutes: SMSDISPATCH_SLOW_TESTS=1 runs it"
  static let missing: Comment = """
    needs root, mount namespaces, and the packages debootstrap, systemd-container, dpkg-dev, binutils \
    and chrpath
    """

  /// The deployment on a machine with that release.
  static func deployment(on suite: DebianSuite = .bookworm) async throws -> Deployment {
    let running = try #require(running)
    return try await running.machines.withLock { machines in
      let task = machines[suite] ?? Task { try await boot(suite) }
      machines[suite] = task
      return task
    }.value
  }

  private static func boot(_ suite: DebianSuite) async throws -> Deployment {
    let machine = try await BootedMachine(suite)
    do {
      return try await Deployment(on: machine)
    } catch {
      try await machine.discard()
      throw error
    }
  }

  /// Whether this machine can boot another; not checked unless the slow tests are wanted.
  static func isPossible() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard CurrentProcess.user == 0 else { return false }
    let probe = """
      for tool in debootstrap systemd-nspawn nsenter dpkg-shlibdeps strip chrpath; do
        command -v $tool
      done
      unshare --mount --propagation private mount -t tmpfs tmpfs /run
      """
    return (try? await CommandRun(["sh", "-ec", probe]).succeeded) ?? false
  }

  func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing tests: @Sendable @concurrent () async throws -> Void
  ) async throws {
    guard SlowTests.areWanted, await Self.isPossible() else { return try await tests() }
    let running = Running()
    let result: Result<Void, any Error>
    do {
      try await Self.$running.withValue(running) { try await tests() }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    for task in running.machines.withLock({ Array($0.values) }) {
      if case .success(let deployment) = await task.result {
        try await deployment.machine.discard()
      }
    }
    try result.get()
  }
}

/// Measurements in the tests' output.
enum Figures {
  static func report(_ text: String) {
    let output = FileDescriptor(owning: 2, path: "standard error")
    try? output.write("boot: \(text)\n".utf8)
    _ = output.release()
  }
}
