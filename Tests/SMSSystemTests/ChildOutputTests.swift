import SMSSystem
import TestSupport
import Testing

@Suite("Output of child processes")
struct ChildOutputTests {
  private static let minute: Int64 = 60_000_000_000

  private func run(
    _ script: String,
    upTo limit: Int = 1_000_000
  ) async throws
    -> ChildProcess.Output
  {
    let command = ChildCommand("sh", ["-c", script])
    return try await ChildProcess.output(of: command, upTo: limit, within: Self.minute)
  }

  @Test("what a program writes is read to its end, with the status, and without its errors")
  func reads() async throws {
    let output = try await run("seq 1 20000; echo no >&2; exit 3")
    #expect(output.status == .exited(3))
    let lines = String(decoding: output.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 20_000 && lines.last == "20000")
  }

  @Test("a program that writes too much is killed")
  func tooMuch() async throws {
    let error = await #expect(throws: SystemError.self) {
      _ = try await run("yes", upTo: 100_000)
    }
    #expect(error?.name == "EMSGSIZE")
  }

  @Test("a program that takes too long is killed")
  func tooLong() async throws {
    let command = ChildCommand("sleep", ["1000"])
    let error = await #expect(throws: SystemError.self) {
      _ = try await ChildProcess.output(of: command, upTo: 1, within: 1_000_000)
    }
    #expect(error?.name == "ETIMEDOUT" && error?.path == "sleep")
  }

  @Test("a program that is not there is an error with its name")
  func missing() async throws {
    let command = ChildCommand("/no/such/program")
    let error = await #expect(throws: SystemError.self) {
      _ = try await ChildProcess.output(of: command, upTo: 1, within: Self.minute)
    }
    #expect(error?.isNotFound == true && error?.path == "/no/such/program")
  }
}
