import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("A channel of bytes", .timeLimit(.minutes(10)))
struct ByteChannelTests {
  /// Reads one portion of at most 4 bytes.
  private static func read(_ channel: ByteChannel) -> (ByteChannel.Portion, [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 4)
    let portion = buffer.withUnsafeMutableBytes { channel.read(into: $0) }
    guard case .bytes(let count) = portion else { return (portion, []) }
    return (portion, Array(buffer.prefix(count)))
  }

  /// Writes on a thread of its own.
  private static func write(_ bytes: [UInt8], to channel: ByteChannel) -> Mailbox<Bool> {
    let ended = Mailbox<Bool>()
    BlockingThread.run { ended.send(channel.write(bytes)) }
    return ended
  }

  @Test("hands over what was written, in order, and then its end")
  func order() {
    let channel = ByteChannel(capacity: 10)
    #expect(channel.write([1, 2, 3]) && channel.write([4, 5, 6]))
    channel.finish()
    #expect(Self.read(channel) == (.bytes(4), [1, 2, 3, 4]))
    #expect(Self.read(channel) == (.bytes(2), [5, 6]))
    #expect(Self.read(channel) == (.end, []))
  }

  @Test("makes the writer wait while it is full")
  func full() async throws {
    let channel = ByteChannel(capacity: 4)
    let ended = Self.write(Array(0..<9), to: channel)
    var all: [UInt8] = []
    while all.count < 9 {
      let (portion, bytes) = Self.read(channel)
      // Never more than it may hold.
      if case .bytes(let count) = portion { #expect(count <= 4) }
      all += bytes
      await Task.yield()
    }
    #expect(all == Array(0..<9))
    #expect(try await ended.next())
  }

  @Test("notifies the reader only after it found nothing")
  func notification() throws {
    let channel = ByteChannel(capacity: 10)
    let count = Atomic(0)
    channel.whenReadable { count.add(1, ordering: .relaxed) }
    channel.write([1])
    #expect(count.load(ordering: .relaxed) == 0 && channel.isReadable)
    _ = Self.read(channel)
    #expect(Self.read(channel).0 == .nothing && !channel.isReadable)
    channel.write([2])
    channel.write([3])
    #expect(count.load(ordering: .relaxed) == 1)
    _ = Self.read(channel)
    _ = Self.read(channel)
    channel.finish()
    #expect(count.load(ordering: .relaxed) == 2)
  }

  @Test("lets a waiting writer go when the reader leaves, and says so once")
  func closed() async throws {
    let channel = ByteChannel(capacity: 2)
    let left = Mailbox<Bool>()
    channel.whenClosed { left.send(true) }
    let ended = Self.write([1, 2, 3], to: channel)
    while !channel.isReadable { await Task.yield() }
    channel.close()
    channel.close()
    #expect(try await ended.next() == false)
    #expect(try await left.next())
    #expect(!channel.write([4]))
    channel.whenClosed { left.send(false) }
    #expect(try await left.next() == false)
  }

  @Test("takes a heartbeat only where there is nothing else")
  func heartbeat() {
    let channel = ByteChannel(capacity: 10)
    channel.writeIfEmpty([10])
    channel.writeIfEmpty([10])
    #expect(Self.read(channel) == (.bytes(1), [10]))
    channel.finish()
    channel.writeIfEmpty([10])
    #expect(Self.read(channel).0 == .end)
  }
}
