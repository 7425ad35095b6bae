import SMSSystem
import TestSupport
import Testing

/// What these tests require from the machine, besides time.
enum Privileges {
  static let slow: Comment = "takes a while: SMSDISPATCH_SLOW_TESTS=1 runs it"
  static let missing: Comment = "needs root, strace, nsenter, unshare, mount and prlimit"

  /// Whether this process may trace, mount and set limits; not checked unless the slow tests are
  /// wanted.
  static func areThere() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard CurrentProcess.user == 0 else { return false }
    let probe = "command -v strace nsenter mount prlimit && unshare --mount true && strace -qq true"
    return await Shell.succeeds(probe)
  }
}

/// System commands, run to their end.
enum Shell {
  struct Failed: Error {
    let command: String
    let status: SMSSystem.ExitStatus
  }

  static func run(_ command: String, _ words: String...) async throws {
    var line = ChildCommand("sh", ["-c", command, "sh"] + words)
    line.output = .null
    line.error = .null
    let status = try await ChildProcess(line).wait()
    guard status == .exited(0) else { throw Failed(command: command, status: status) }
  }

  static func succeeds(_ command: String) async -> Bool {
    (try? await run(command)) != nil
  }
}
