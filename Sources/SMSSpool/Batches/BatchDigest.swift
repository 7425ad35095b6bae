internal import SMSCore

/// Makes the digest that identifies a batch: of its header, and of its messages in order.
struct BatchDigest {
  /// Bytes that are digested together.
  private static let step = 65_536

  private let digest: @Sendable ([UInt8]) -> [UInt8]
  private var state: [UInt8]
  private var pending: [UInt8] = []

  /// - Parameters:
  ///   - header: The header in canonical form.
  ///   - digest: The keyed digest of some bytes.
  init(of header: [UInt8], by digest: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    self.digest = digest
    state = digest(Array("batch".utf8) + header)
    pending.reserveCapacity(Self.step + 256)
  }

  /// Adds a message.
  mutating func add(_ message: Submission) {
    pending += message.name.id.utf8
    pending.append(message.hasExplicitID ? 1 : 0)
    pending += message.digest
    if pending.count >= Self.step { flush() }
  }

  /// The digest of everything that was added.
  mutating func end() -> [UInt8] {
    flush()
    return state
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    state = digest(state + pending)
    pending.removeAll(keepingCapacity: true)
  }
}
