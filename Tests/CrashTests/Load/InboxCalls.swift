import Synchronization

/// What a provider has to tell, and what it was told is taken.
///
/// As the provider does, it tells again what was not answered with 200.
final class InboxCalls: Sendable {
  struct Call: Sendable, Hashable {
    /// `receipt` or `message`.
    let hook: String
    /// The message of a receipt, or the text's own id.
    let id: String
    /// The status of a receipt, or the text; no two calls have the same.
    let word: String

    var body: String {
      hook == "receipt"
        ? #"{"id":"\#(id)","attributes":{"status":"\#(word)","status_code":1003}}"#
        : #"{"id":"\#(id)","from":"12063330001","to":"12065550101","body":"\#(word)"}"#
    }
  }

  private struct State {
    var open: [Call] = []
    var taken: Set<Call> = []
  }

  private let state = Mutex(State())

  /// Adds calls to be made.
  func add(_ calls: [Call]) {
    state.withLock { $0.open += calls }
  }

  /// One call to make; nil if there is none.
  func next() -> Call? {
    state.withLock { $0.open.popLast() }
  }

  /// A call was answered, or not.
  func ended(_ call: Call, status: Int?) {
    state.withLock { state in
      if status == 200 { state.taken.insert(call) } else { state.open.insert(call, at: 0) }
    }
  }

  /// What was answered with 200.
  var taken: Set<Call> { state.withLock(\.taken) }

  var isEmpty: Bool { state.withLock(\.open.isEmpty) }
}
