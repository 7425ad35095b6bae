import FlowrouteSimulator
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Signals", .timeLimit(.minutes(10)), .throttled)
struct SignalTests {
  @Test("A second TERM ends a drain at once, and the attempt is in doubt at the next start")
  func twice() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.hang, accepts: true), method: "POST", times: 1))
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let words = ["--to", "2065550142", "--body", "Hi", "--id", "a"]
    let submit = ["submit"] + words + ["--config", fixture.configuration]
    #expect(try await fixture.start(submit, log: "submit").wait() == .exited(0))
    await simulator.wait { $0.messages == 1 }
    try daemon.send(.terminate)
    try await fixture.logged("draining under_way=1", in: "serve.err")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    #expect(try fixture.read("serve.err").contains("stopped at once"))

    let next = try await fixture.serve()
    let show = ["show", "a", "--json", "--config", fixture.configuration]
    #expect(try await fixture.start(show, log: "show").wait().isExited)
    #expect(try fixture.read("show.out").contains("interrupted"))
    try next.send(.terminate)
    #expect(try await next.wait() == .exited(0))
    #expect(await simulator.messages.count == 1)
    await simulator.stop()
  }

  @Test("A storm of HUP is survived, and the configuration written last is the one in use")
  func storm() async throws {
    let fixture = try ProgramFixture()
    let daemon = try await fixture.serve()
    let good = try fixture.read("config.json5")
    for index in 0..<50 {
      try fixture.write("config.json5", index.isMultiple(of: 2) ? "{" : good)
      try daemon.send(.hangUp)
    }
    let last = good.split(separator: "text").joined(separator: "json")
    try fixture.write("config.json5", last)
    try daemon.send(.hangUp)
    try await fixture.logged(#""message":"reloaded""#, in: "serve.err")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }
}

extension SMSSystem.ExitStatus {
  fileprivate var isExited: Bool { if case .exited = self { true } else { false } }
}
