import Testing

@testable import SMSSystem

@Suite("What the kernel says of a process")
struct ProcessStatusTests {
  private func line(_ name: String, _ state: String, ticks: String = "4711") -> String {
    "7 (\(name)) \(state) 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 \(ticks) 0 0\n"
  }

  @Test("the name may hold blanks and parentheses")
  func name() throws {
    let status = try #require(ProcessStatus(line: line("a) R (b", "S")))
    #expect(status.name == "a) R (b")
    #expect(status.startTicks == 4711)
    #expect(!status.isStopped)
  }

  @Test("a stopped process is distinguished from a running one, and an ended one is not found")
  func states() {
    #expect(ProcessStatus(line: line("x", "T"))?.isStopped == true)
    #expect(ProcessStatus(line: line("x", "t"))?.isStopped == true)
    #expect(ProcessStatus(line: line("x", "R"))?.isStopped == false)
    #expect(ProcessStatus(line: line("x", "Z")) == nil)
    #expect(ProcessStatus(line: "") == nil)
    #expect(ProcessStatus(line: "7 (x) S 1") == nil)
  }

  @Test("a child is there, and another process than this, until it is killed")
  func child() async throws {
    let own = try #require(ProcessStatus(of: CurrentProcess.identifier))
    #expect(own.startTicks > 0)
    let child = try ChildProcess(ChildCommand("tail", ["-f", "/dev/null"]))
    let pid = child.identifier
    #expect(try #require(ProcessStatus(of: pid)).startTicks >= own.startTicks)
    try child.send(.kill)
    _ = try await child.wait()
    #expect(ProcessStatus(of: pid)?.startTicks != own.startTicks)
    #expect(ProcessStatus(of: -1) == nil)
  }
}
