import SMSSystem
import TestSupport
import Testing

/// Boots one machine for a suite, deploys the program on it, and takes it away afterwards.
struct Booted: SuiteTrait, TestScoping {
  let suite: DebianSuite

  @TaskLocal private static var current: Deployment?

  static let unwanted: Comment = "takes minutes: SMSDISPATCH_SLOW_TESTS=1 runs it"
  static let missing: Comment = """
    needs root, mount namespaces, and the packages debootstrap and systemd-container
    """

  /// The deployment on the suite's machine.
  static var deployment: Deployment {
    get throws { try #require(current) }
  }

  /// Whether this machine can boot another; not asked where nobody wants to know.
  static func isPossible() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard CurrentProcess.user == 0 else { return false }
    let probe = """
      command -v debootstrap && command -v systemd-nspawn && command -v nsenter &&
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
    let machine = try await BootedMachine(suite)
    let result: Result<Void, any Error>
    do {
      try await Self.$current.withValue(Deployment(on: machine)) { try await tests() }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    try await machine.discard()
    try result.get()
  }
}

/// Lines for whoever reads the tests' output.
enum Figures {
  static func tell(_ text: String) {
    let output = FileDescriptor(owning: 2, path: "standard error")
    try? output.write("boot: \(text)\n".utf8)
    _ = output.release()
  }
}
