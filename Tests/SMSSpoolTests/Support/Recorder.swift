import Synchronization

/// Records the values with which closures were called.
final class Recorder<Value: Sendable>: Sendable {
  private let kept = Mutex<[Value]>([])

  var values: [Value] { kept.withLock { $0 } }

  func add(_ value: Value) {
    kept.withLock { $0.append(value) }
  }
}
