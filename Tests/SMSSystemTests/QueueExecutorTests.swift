import SMSSystem
import TestSupport
import Testing

@Suite("Queue executor")
struct QueueExecutorTests {
  private actor Counter: QueueActor {
    nonisolated let executor: QueueExecutor
    private(set) var count = 0

    init(executor: QueueExecutor) {
      self.executor = executor
    }

    func increment() {
      executor.checkIsolated()
      count += 1
    }
  }

  @Test("an actor runs on its queue, and a handler there may enter it")
  func runsOnQueue() async {
    let counter = Counter(executor: QueueExecutor(label: "test"))
    await counter.increment()
    await withCheckedContinuation { continuation in
      counter.executor.async {
        counter.assumeIsolated { $0.increment() }
        continuation.resume()
      }
    }
    #expect(await counter.count == 2)
  }

  @Test("many callers are served one after the other")
  func serializes() async {
    let counter = Counter(executor: QueueExecutor(label: "test"))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<100 {
        group.addTask {
          for _ in 0..<10 {
            await counter.increment()
          }
        }
      }
    }
    #expect(await counter.count == 1000)
  }

  @Test("entering an actor from another queue traps")
  func trapsElsewhere() async {
    await #expect(processExitsWith: .failure) {
      let counter = Counter(executor: QueueExecutor(label: "right"))
      let other = QueueExecutor(label: "wrong")
      await withCheckedContinuation { continuation in
        other.async {
          counter.assumeIsolated { $0.increment() }
          continuation.resume()
        }
      }
    }
  }
}
