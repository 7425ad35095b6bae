package import SMSCore

/// Messages of the provider's list that belong to no job yet, by whose they may be.
package struct RecordPool: Sendable {
  private var free: [MessageKey: [ListedMessage]] = [:]
  private var recipients: [PhoneNumber: Int] = [:]
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package mutating func insert(_ record: ListedMessage, _ text: TextDigest) {
    guard let to = record.to, let from = record.from else { return }
    free[MessageKey(to: to, from: from, text: text), default: []].append(record)
    recipients[to, default: 0] += 1
    count += 1
  }

  /// Whether a message to that number is there, whatever its text.
  func mayHold(_ recipient: PhoneNumber) -> Bool { recipients[recipient] != nil }

  /// Takes the oldest message of a key out; nil if there is none.
  mutating func take(_ key: MessageKey) -> ListedMessage? {
    guard var records = free[key], !records.isEmpty,
      let oldest = records.indices.min(by: { records[$0].order < records[$1].order })
    else { return nil }
    let record = records.remove(at: oldest)
    free[key] = records.isEmpty ? nil : records
    let left = recipients[key.to, default: 1] - 1
    recipients[key.to] = left > 0 ? left : nil
    count -= 1
    return record
  }
}

extension ListedMessage {
  fileprivate var order: (WallTime, String) { (at, id) }
}
