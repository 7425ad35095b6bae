import SMSCore
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("What delivers alarms to one place", .timeLimit(.minutes(10)), .throttled)
struct AlarmOutletTests {
  private let done = Mailbox<AlarmNotice>()
  private let lines = Mailbox<String>()
  private let sink = ScriptedSink()

  private func outlet() -> AlarmOutlet {
    AlarmOutlet(
      "command",
      log: AlarmSample.log(lines),
      clock: { Moment.now() },
      done: { [done] in done.send($0) }
    )
  }

  @Test("one after the other, in order, and each is reported as done")
  func order() async throws {
    let outlet = outlet()
    await outlet.use(sink)
    for name in ["a", "b", "c"] { outlet.add(AlarmSample.document(name)) }
    for name in ["a", "b", "c"] {
      #expect(try await sink.begun.next() == name)
      sink.end(.wrote(name))
      #expect(try await done.next().condition.spool == name)
    }
    #expect(sink.most == 1)
  }

  @Test("a failure is logged with the time of the next attempt")
  func failure() async throws {
    let outlet = outlet()
    await outlet.use(sink)
    outlet.add(AlarmSample.document("a"))
    _ = try await sink.begun.next()
    sink.end(.failed("it is broken"))
    let line = try await lines.next()
    #expect(line.hasPrefix("<3>alarm undelivered by=command id=5f0c1234-a key=intake_stopped/a "))
    #expect(line.contains(#"state=raised attempt=1 error="it is broken" next_attempt_at=20"#))
    await outlet.stop()
  }

  @Test("a test goes before what waits, also while that waits for another attempt")
  func test() async throws {
    let outlet = outlet()
    await outlet.use(sink)
    for name in ["a", "b"] { outlet.add(AlarmSample.document(name)) }
    #expect(try await sink.begun.next() == "a")
    async let outcome = outlet.attempt(AlarmSample.document("test"))
    sink.end(.failed("it is broken"))
    #expect(try await sink.begun.next() == "test")
    sink.end(.ran(.exited(7), isTimedOut: false))
    #expect(await outcome == .ran(.exited(7), isTimedOut: false))
    await outlet.stop()
  }

  @Test("without a place, everything is done at once, and there is nothing to test")
  func nowhere() async throws {
    let outlet = outlet()
    outlet.add(AlarmSample.document("a"))
    _ = try await done.next()
    #expect(await outlet.attempt(AlarmSample.document("test")) == nil)
    await outlet.use(sink)
    for name in ["b", "c"] { outlet.add(AlarmSample.document(name)) }
    _ = try await sink.begun.next()
    await outlet.use(nil)
    #expect(try await done.next().condition.spool == "c")
    sink.end(.wrote(""))
    #expect(try await done.next().condition.spool == "b")
  }

  @Test("a stop ends what is under way, which then counts as not delivered")
  func stop() async throws {
    let outlet = outlet()
    await outlet.use(sink)
    for name in ["a", "b"] { outlet.add(AlarmSample.document(name)) }
    _ = try await sink.begun.next()
    await outlet.stop()
    #expect(try await sink.cuts.next() == true)
    sink.end(.ran(.signaled(.kill), isTimedOut: false))
    #expect(await outlet.attempt(AlarmSample.document("test")) == nil)
    await #expect(throws: Mailbox<AlarmNotice>.TimedOut.self) { try await done.next(within: 0.05) }
  }

  /// Delivers when the test says so.
  private final class ScriptedSink: AlarmSink {
    let begun = Mailbox<String>()
    let cuts = Mailbox<Bool>()
    private let outcomes = Mailbox<AlarmOutcome>()
    private let running = Mutex((now: 0, most: 0))

    var most: Int { running.withLock { $0.most } }

    func end(_ outcome: AlarmOutcome) { outcomes.send(outcome) }

    func deliver(_ document: AlarmDocument) async -> AlarmOutcome {
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      begun.send(document.notice.condition.spool ?? "")
      let outcome = try? await outcomes.next()
      running.withLock { $0.now -= 1 }
      return outcome ?? .failed("nothing said")
    }

    func cut() async { cuts.send(true) }
  }
}
