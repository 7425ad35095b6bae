import FlowrouteSimulator
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The program's end and its log", .serialized, .timeLimit(.minutes(10)), .throttled)
struct StopTests {
  @Test("TERM while an answer is awaited ends with it, and status 0")
  func midSend() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.slow, delay: 1_000_000_000), method: "POST"))
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    try fixture.submit("a")
    await simulator.wait { $0.messages == 1 }
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    #expect(try await fixture.status(of: "a") == "sent")
    await simulator.stop()
  }

  @Test("TERM during the recovery from a crash loses nothing")
  func inRecovery() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.hang, accepts: true), method: "POST", times: 1))
    let fixture = try ProgramFixture(port: simulator.port)
    var daemon = try await fixture.serve()
    try fixture.submit("a")
    await simulator.wait { $0.messages == 1 }
    try daemon.send(.kill)
    _ = try await daemon.wait()
    for _ in 1...3 {
      daemon = try fixture.start(
        ["serve", "--config", fixture.configuration],
        log: "serve"
      )
      try await fixture.logged("starting", in: "serve.err")
      try daemon.send(.terminate)
      let status = try await daemon.wait()
      #expect(status == .exited(0) || status == .signaled(.terminate))
    }
    daemon = try await fixture.serve()
    #expect(["sent", "uncertain"].contains(try await fixture.status(of: "a")))
    #expect(await simulator.messages.count == 1)
    try daemon.send(.kill)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("A HUP during the start is a reload after it")
  func early() async throws {
    let fixture = try ProgramFixture()
    let configuration = try fixture.read("config.json5")
    try fixture.write("good.json5", configuration)
    try fixture.directory.directory.unlink("config.json5")
    // Whoever reads the configuration waits for a writer, and the writer for a reader.
    let make = try ChildProcess(ChildCommand("mkfifo", [fixture.configuration]))
    #expect(try await make.wait() == .exited(0))
    let words = ["serve", "--config", fixture.configuration]
    let daemon = try fixture.start(words, log: "serve")
    let signal = "exec 3>config.json5; kill -HUP \(daemon.identifier); cat good.json5 >&3"
    let first = ChildCommand("sh", ["-c", signal], directory: fixture.directory.path)
    #expect(try await ChildProcess(first).wait() == .exited(0))
    try await fixture.logged("reloading", in: "serve.err")
    try daemon.send(.kill)
    _ = try await daemon.wait()
  }

  @Test("A log without a reader does not end it")
  func brokenPipe() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    try fixture.submit("a")
    let writer = try Pipe().closeReader()
    let daemon = try fixture.serve(byShell: "exec \"$@\"", error: .descriptor(writer.raw))
    try await expectWork(by: daemon, fixture)
    await simulator.stop()
  }

  @Test("A log whose reader is stuck holds up nothing, not even the end")
  func stuck() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    try fixture.submit("a")
    let pipe = try Pipe()
    // That many bytes fill a pipe (pipe(7)).
    let command = "head -c 65536 /dev/zero >&2; exec \"$@\""
    let daemon = try fixture.serve(byShell: command, error: .descriptor(pipe.writer.raw))
    try await expectWork(by: daemon, fixture)
    await simulator.stop()
    withExtendedLifetime(pipe) {}
  }

  /// It sends what was submitted, and drains.
  private func expectWork(by daemon: ChildProcess, _ fixture: ProgramFixture) async throws {
    #expect(try await fixture.status(of: "a") == "sent")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }
}
