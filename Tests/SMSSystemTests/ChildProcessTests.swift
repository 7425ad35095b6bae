import SMSSystem
import TestSupport
import Testing

@Suite("Child processes")
struct ChildProcessTests {
  @Test("the exit status is reported, each time it is asked for")
  func exits() async throws {
    let child = try ChildProcess(ChildCommand("sh", ["-c", "exit 75"]))
    #expect(try await child.wait() == .exited(75))
    #expect(try await child.wait() == .exited(75))
    #expect(throws: SystemError.self) { try child.send(.terminate) }
  }

  @Test("several may wait for a process that a signal ends")
  func signals() async throws {
    let child = try ChildProcess(ChildCommand("sleep", ["1000"]))
    async let first = child.wait()
    async let second = child.wait()
    try child.send(.terminate)
    #expect(try await first == .signaled(.terminate))
    #expect(try await second == .signaled(.terminate))
  }

  @Test("arguments, environment, directory and streams reach the child")
  func passes() async throws {
    let temporary = try TemporaryDirectory()
    try temporary.directory.createFile("in").write("input\n".utf8)
    var command = ChildCommand(
      "/bin/sh",
      ["-c", "echo \"$1 $NAME\"; pwd; cat; echo oops >&2", "sh", "a b"],
      environment: ["NAME": "value"],
      directory: temporary.path
    )
    command.input = .file(temporary.path("in"))
    command.output = .file(temporary.path("out"))
    command.error = .descriptor(1)
    #expect(try await ChildProcess(command).wait() == .exited(0))
    command.output = .appendedFile(temporary.path("out"))
    command.input = .null
    #expect(try await ChildProcess(command).wait() == .exited(0))
    let path = temporary.path
    let output = try temporary.directory.read("out", upTo: 1000)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "a b value\n\(path)\ninput\noops\na b value\n\(path)\noops\n"
    )
  }

  @Test("a pipe carries what the child writes")
  func pipes() async throws {
    let pipe = try Pipe()
    var command = ChildCommand("echo", ["hello"])
    command.output = .descriptor(pipe.writer.raw)
    let child = try ChildProcess(command)
    #expect(try await child.wait() == .exited(0))
    let output = try pipe.closeWriter().read(upTo: 100)
    #expect(output == Array("hello\n".utf8))
  }

  @Test("what is not there is an error with its name")
  func refuses() {
    let program = #expect(throws: SystemError.self) {
      _ = try ChildProcess(ChildCommand("/no/such/program"))
    }
    #expect(
      program?.description == "posix_spawn /no/such/program: No such file or directory (ENOENT)"
    )
    #expect(throws: SystemError.self) {
      _ = try ChildProcess(ChildCommand("true", directory: "/no/such/directory"))
    }
  }

  @Test("a child that was not waited for does not outlive its value")
  func killsAbandoned() throws {
    let pipe = try Pipe()
    do {
      var command = ChildCommand("sleep", ["1000"])
      command.output = .descriptor(pipe.writer.raw)
      _ = try ChildProcess(command)
    }
    // Ends only when the child's copy of the writer is gone.
    let output = try pipe.closeWriter().read(upTo: 1)
    #expect(output.isEmpty)
  }

  @Test("a child ignores no signal that this process ignores")
  func resetsSignals() async throws {
    Signal.ignoreBrokenPipes()
    let child = try ChildProcess(ChildCommand("sh", ["-c", "kill -PIPE $$; exit 0"]))
    #expect(try await child.wait() == .signaled(.brokenPipe))
  }
}
