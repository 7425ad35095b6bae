import SMSSystem
import TestSupport
import Testing

@Suite("A program that runs within bounds", .timeLimit(.minutes(10)), .throttled)
struct BoundedChildTests {
  private static let second: Int64 = 1_000_000_000

  private func run(
    _ script: String,
    input: String = "{}",
    time: Int64 = 60 * second,
    grace: Int64 = 60 * second,
    started: (ChildProcess) -> Void = { _ in }
  ) async throws -> ChildProcess.BoundedRun {
    try await ChildProcess.run(
      ChildCommand("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"]),
      input: Array(input.utf8),
      within: ChildProcess.Bounds(time: time, grace: grace, complaint: 100),
      started: started
    )
  }

  @Test("It gets its input, and its complaint and exit status are returned")
  func whole() async throws {
    let run = try await run("cat >&2; exit 3", input: "{\"a\": 1}")
    #expect(run.status == .exited(3))
    #expect(String(decoding: run.complaint, as: UTF8.self) == "{\"a\": 1}")
    #expect(!run.isCut && !run.isTimedOut)
  }

  @Test("Whether it reads its input makes no difference")
  func unread() async throws {
    let input = String(repeating: "x", count: ChildProcess.mostInput)
    #expect(try await run("exec <&-; exit 0", input: input).status == .exited(0))
    #expect(try await run("head -c 1 >/dev/null", input: input).status == .exited(0))
  }

  @Test("A flood on both streams neither blocks it nor is kept")
  func flood() async throws {
    let run = try await run("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2")
    #expect(run.status == .exited(0))
    #expect(run.complaint.count == 100)
    #expect(run.isCut)
  }

  @Test("What runs too long gets TERM, with all that it started")
  func tooLong() async throws {
    let run = try await run("sleep 1000 & wait", time: Self.second / 2)
    #expect(run.status == .signaled(.terminate))
    #expect(run.isTimedOut)
  }

  @Test("What ignores TERM is killed after the grace, with all that it started")
  func stubborn() async throws {
    let directory = try TemporaryDirectory()
    let script = """
      trap '' TERM; sh -c 'echo $$ >\(directory.path("pid")); exec sleep 1000' & \
      while :; do sleep 1000; done
      """
    let run = try await run(script, time: Self.second / 2, grace: Self.second / 10)
    #expect(run.status == .signaled(.kill))
    #expect(run.isTimedOut)
    try await gone(directory)
  }

  @Test("What it leaves running when it ends is killed")
  func leftovers() async throws {
    let directory = try TemporaryDirectory()
    let run = try await run("sleep 1000 & echo $! >\(directory.path("pid"))")
    #expect(run.status == .exited(0))
    try await gone(directory)
  }

  /// Waits until the process whose id is in the file `pid` is gone.
  private func gone(_ directory: TemporaryDirectory) async throws {
    let words = String(decoding: try directory.directory.read("pid", upTo: 20), as: UTF8.self)
    let process = try #require(Int32(words.dropLast()))
    while ProcessStatus(of: process) != nil { await Task.yield() }
  }

  @Test("One that moves away with the complaint's pipe does not keep its caller waiting")
  func escaped() async throws {
    let directory = try TemporaryDirectory()
    let script =
      "setsid sh -c 'echo $$ >\(directory.path("pid")); exec sleep 1000' & "
      + "while ! [ -s \(directory.path("pid")) ]; do :; done; exit 0"
    let run = try await run(script)
    #expect(run.status == .exited(0))
    let words = String(decoding: try directory.directory.read("pid", upTo: 20), as: UTF8.self)
    _ = try await SystemTool.run("kill", ["-KILL", String(words.dropLast())])
  }

  @Test("It can be ended early")
  func early() async throws {
    let run = try await run("sleep 1000") { child in
      Task { await child.sendToGroup(.kill) }
    }
    #expect(run.status == .signaled(.kill))
    #expect(!run.isTimedOut)
  }

  @Test("A program that is missing or may not be run is an error")
  func missing() async throws {
    let directory = try TemporaryDirectory()
    try directory.directory.writeReplacing("script", Array("#!/bin/sh\n".utf8), durable: false)
    let bounds = ChildProcess.Bounds(time: 1, grace: 1, complaint: 1)
    for (path, isMissing) in [("/no/such/program", true), (directory.path("script"), false)] {
      let error = await #expect(throws: SystemError.self) {
        try await ChildProcess.run(ChildCommand(path), input: [], within: bounds)
      }
      #expect(error?.isNotFound == isMissing)
      #expect(error?.isPermissionDenied == !isMissing)
    }
  }
}
