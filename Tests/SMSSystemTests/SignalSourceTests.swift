import Glibc
import SMSSystem
import TestSupport
import Testing

@Suite("Signals")
struct SignalSourceTests {
  @Test("a signal sent right after registration reaches the handler")
  func reachesHandler() async throws {
    let mailbox = Mailbox<Signal>()
    let executor = QueueExecutor(label: "test")
    let source = await SignalSource([.user1, .user2], on: executor) { signal in
      executor.checkIsolated()
      mailbox.send(signal)
    }
    for signal in [Signal.user1, .user2, .user1] {
      try Errno.check("kill") { kill(getpid(), signal.rawValue) }
      #expect(try await mailbox.next() == signal)
    }
    source.cancel()
  }

  @Test("signals have their names")
  func names() {
    #expect("\(Signal.terminate) \(Signal.hangUp)" == "SIGTERM SIGHUP")
    #expect("\(Signal(rawValue: 42))" == "signal 42")
  }
}
