import Synchronization

/// The calls of a provider, and those that were accepted.
///
/// Like the provider, it repeats calls that were not answered with 200.
final class InboxCalls: Sendable {
  struct Call: Sendable, Hashable {
    /// `receipt` or `message`.
    let hook: String
    /// The message of a receipt, or the inbound message's own id.
    let id: String
    /// A receipt's status or a message's text; unique for each call.
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

  /// Adds calls to make.
  func add(_ calls: [Call]) {
    state.withLock { $0.open += calls }
  }

  /// A call to make; nil if there are none.
  func next() -> Call? {
    state.withLock { $0.open.popLast() }
  }

  /// Records whether a call was answered, and how.
  func ended(_ call: Call, status: Int?) {
    state.withLock { state in
      if status == 200 { state.taken.insert(call) } else { state.open.insert(call, at: 0) }
    }
  }

  /// The calls answered with 200.
  var taken: Set<Call> { state.withLock(\.taken) }

  var isEmpty: Bool { state.withLock(\.open.isEmpty) }
}
