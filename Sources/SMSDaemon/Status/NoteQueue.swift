internal import SMSCore

/// Notes on their way into the ledger: each key once, with its newest value, so that an older one
/// never wins and a ledger that is full for an hour costs no memory.
struct NoteQueue {
  private var keys: [String] = []
  private var values: [String: String?] = [:]

  var isEmpty: Bool { keys.isEmpty }

  /// What waits, in the order in which the keys came.
  var batch: [NoteChange] { keys.map { NoteChange($0, values[$0] ?? nil) } }

  /// Puts a note in; nil removes it from the ledger.
  mutating func set(_ key: String, _ value: String?) {
    if values.updateValue(value, forKey: key) == nil { keys.append(key) }
  }

  /// Takes out what was written, but for what has changed since.
  mutating func written(_ batch: [NoteChange]) {
    for change in batch where values[change.key] == .some(change.value) {
      values[change.key] = nil
    }
    keys.removeAll { values[$0] == nil }
  }
}
