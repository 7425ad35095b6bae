import FlowrouteSimulator
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Answers that are too large",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow)
)
struct AnswerMemoryTests {
  @Test("Bodies of 10 MiB to every request leave the messages sent and the memory flat")
  func large() async throws {
    let size = 10 << 20
    let head = "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: \(size)\r\n\r\n"
    let open = Array(#"{"data":[{"id":"#.utf8)
    let answer = Array(head.utf8) + open + [UInt8](repeating: 0x5B, count: size - open.count)
    let server = try ScriptedServer(.readRequest, .send(answer))
    let fixture = try FaultFixture(port: server.port)
    let daemon = try await fixture.serve()
    let ids = (1...40).map { "job-\($0)" }
    let before = try ProcessUsage(of: daemon.identifier).residentBytes
    try fixture.submit(ids)
    try await fixture.wait(for: ids, toBe: "sent")
    let after = try ProcessUsage(of: daemon.identifier).residentBytes
    SlowTests.report(
      "10 MiB answers: resident \(before >> 10) KiB before, \(after >> 10) KiB after"
    )
    // A page of a list is kept up to 4 MiB, an answer to a send up to 64 KiB; 40 came at a time.
    #expect(after - before < 40 << 20)
    try daemon.process.send(.kill)
    _ = try await daemon.process.wait()
  }
}
