internal import SMSCore

/// Notes waiting to be written to the ledger: each key only once, with its newest value, so that an
/// older one never wins and a ledger that is full for an hour costs no memory.
struct NoteQueue {
  private var keys: [String] = []
  private var values: [String: String?] = [:]

  var isEmpty: Bool { keys.isEmpty }

  /// The waiting notes, in the order in which their keys were set.
  var batch: [NoteChange] { keys.map { NoteChange($0, values[$0] ?? nil) } }

  /// Adds a note; nil removes it from the ledger.
  mutating func set(_ key: String, _ value: String?) {
    if values.updateValue(value, forKey: key) == nil { keys.append(key) }
  }

  /// Removes the notes that were written, except those changed since.
  mutating func written(_ batch: [NoteChange]) {
    for change in batch where values[change.key] == .some(change.value) {
      values[change.key] = nil
    }
    keys.removeAll { values[$0] == nil }
  }
}
