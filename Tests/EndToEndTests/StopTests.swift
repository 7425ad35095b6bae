import FlowrouteSimulator
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The program's end and its log", .serialized, .timeLimit(.minutes(5)), .throttled)
struct StopTests {
  @Test("TERM while an answer is awaited ends with it, and status 0")
  func midSend() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.slow, delay: 1_000_000_000), method: "POST"))
    let installation = try Installation(port: simulator.port)
    let daemon = try await installation.serve()
    try installation.submit("a")
    await simulator.wait { $0.messages == 1 }
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    #expect(try await installation.status(of: "a") == "sent")
    await simulator.stop()
  }

  @Test("TERM during the recovery from a crash loses nothing")
  func inRecovery() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.hang, accepts: true), method: "POST", times: 1))
    let installation = try Installation(port: simulator.port)
    var daemon = try await installation.serve()
    try installation.submit("a")
    await simulator.wait { $0.messages == 1 }
    try daemon.send(.kill)
    _ = try await daemon.wait()
    for _ in 1...3 {
      daemon = try installation.start(
        ["serve", "--config", installation.configuration],
        log: "serve"
      )
      try await installation.logged("starting", in: "serve.err")
      try daemon.send(.terminate)
      let status = try await daemon.wait()
      #expect(status == .exited(0) || status == .signaled(.terminate))
    }
    daemon = try await installation.serve()
    #expect(["sent", "uncertain"].contains(try await installation.status(of: "a")))
    #expect(await simulator.messages.count == 1)
    try daemon.send(.kill)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("A HUP during the start is a reload after it")
  func early() async throws {
    let installation = try Installation()
    let configuration = try installation.read("config.json5")
    try installation.write("good.json5", configuration)
    try installation.directory.directory.unlink("config.json5")
    // Whoever reads the configuration waits for a writer, and the writer for a reader.
    let make = try ChildProcess(ChildCommand("mkfifo", [installation.configuration]))
    #expect(try await make.wait() == .exited(0))
    let words = ["serve", "--config", installation.configuration]
    let daemon = try installation.start(words, log: "serve")
    let signal = "exec 3>config.json5; kill -HUP \(daemon.identifier); cat good.json5 >&3"
    let first = ChildCommand("sh", ["-c", signal], directory: installation.directory.path)
    #expect(try await ChildProcess(first).wait() == .exited(0))
    try await installation.logged("reloading", in: "serve.err")
    try daemon.send(.kill)
    _ = try await daemon.wait()
  }

  @Test("A log that nobody reads any more does not end it")
  func brokenPipe() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let installation = try Installation(port: simulator.port)
    try installation.submit("a")
    let writer = try Pipe().closeReader()
    let daemon = try installation.serve(byShell: "exec \"$@\"", error: .descriptor(writer.raw))
    try await expectWork(by: daemon, installation)
    await simulator.stop()
  }

  @Test("A log whose reader is stuck holds up nothing, not even the end")
  func stuck() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let installation = try Installation(port: simulator.port)
    try installation.submit("a")
    let pipe = try Pipe()
    // That many bytes fill a pipe (pipe(7)).
    let command = "head -c 65536 /dev/zero >&2; exec \"$@\""
    let daemon = try installation.serve(byShell: command, error: .descriptor(pipe.writer.raw))
    try await expectWork(by: daemon, installation)
    await simulator.stop()
    withExtendedLifetime(pipe) {}
  }

  /// It sends what was submitted, and drains.
  private func expectWork(by daemon: ChildProcess, _ installation: Installation) async throws {
    #expect(try await installation.status(of: "a") == "sent")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }
}
