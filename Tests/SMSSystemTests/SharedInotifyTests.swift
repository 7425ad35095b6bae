import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("Shared inotify")
struct SharedInotifyTests {
  let temporary: TemporaryDirectory
  let shared = SharedInotify(
    for: [.movedTo, .selfMoved, .selfRemoved],
    on: QueueExecutor(label: "notices")
  )

  init() throws {
    temporary = try TemporaryDirectory()
  }

  /// What one watch was told.
  private final class Told: Sendable {
    private let events = Mutex<[InotifyEvent]>([])

    func add(_ new: [InotifyEvent]) { events.withLock { $0 += new } }

    var names: [String] { events.withLock { $0.compactMap { $0.name?.escaped } } }
    var masks: [InotifyMask] { events.withLock { $0.map(\.mask) } }
  }

  private func make(_ name: FileName) throws -> Directory {
    try temporary.directory.makeDirectory(name, mode: 0o700)
    return try temporary.directory.directory(name)
  }

  private func watch(_ directory: Directory, _ told: Told) throws -> SharedInotify.Watch {
    try onQueue { try shared.watch(directory) { told.add($0) } }
  }

  private func onQueue<Value>(_ body: () throws -> Value) throws -> Value {
    try shared.executor.sync { Result { try body() } }.get()
  }

  private func read() {
    shared.executor.sync { shared.read() }
  }

  private func drop(_ name: FileName, into directory: Directory) throws {
    try directory.writeReplacing(name, [1], durable: false)
  }

  @Test("more directories than a user may have instances are watched, and each is reported its own")
  func many() throws {
    var watches: [SharedInotify.Watch] = []
    var directories: [Directory] = []
    let told = (0..<200).map { _ in Told() }
    for (number, told) in told.enumerated() {
      let name = try #require(FileName("d\(number)"))
      directories.append(try make(name))
      watches.append(try watch(directories[number], told))
    }
    for (number, directory) in directories.enumerated() {
      try drop(try #require(FileName("f\(number)")), into: directory)
    }
    read()
    for (number, told) in told.enumerated() { #expect(told.names == ["f\(number)"]) }
    withExtendedLifetime(watches) {}
  }

  @Test("news come by themselves, on the queue")
  func byItself() async throws {
    let mailbox = Mailbox<[InotifyEvent]>()
    let directory = try make("d")
    let executor = shared.executor
    let watch = try onQueue {
      try shared.watch(directory) { events in
        #expect(executor.isCurrent)
        mailbox.send(events)
      }
    }
    try drop("f", into: directory)
    #expect(try await mailbox.next().map(\.name) == ["f"])
    withExtendedLifetime(watch) {}
  }

  @Test("lost events are reported to all")
  func overflow() throws {
    let limit = try String(
      decoding: FileDescriptor(
        opening: "/proc/sys/fs/inotify/max_queued_events",
        .readOnly
      ).read(upTo: 100),
      as: UTF8.self
    )
    let most = try #require(Int(limit.split(separator: "\n")[0]))
    let (busy, quiet) = (try make("busy"), try make("quiet"))
    let told = (Told(), Told())
    let watches = (try watch(busy, told.0), try watch(quiet, told.1))
    try drop("a", into: busy)
    // On the queue, so that nothing is read meanwhile.
    try onQueue {
      for _ in 0...(most / 2) {
        try busy.rename("a", to: busy, as: "b")
        try busy.rename("b", to: busy, as: "a")
      }
      while told.1.masks.isEmpty { shared.read() }
    }
    #expect(told.1.masks == [.overflowed])
    #expect(told.0.masks.contains(.overflowed))
    withExtendedLifetime(watches) {}
  }

  @Test("the end of a directory is reported to its watch, and the others go on")
  func ends() throws {
    let told = (Told(), Told())
    // The kernel keeps a removed directory as long as it is open.
    var gone: Directory? = try make("gone")
    let first = try watch(try #require(gone), told.0)
    gone = nil
    let other = try make("other")
    let second = try watch(other, told.1)
    try temporary.directory.removeDirectory("gone")
    try drop("f", into: other)
    read()
    #expect(told.0.masks == [.selfRemoved, .watchEnded])
    #expect(told.1.names == ["f"])
    withExtendedLifetime((first, second)) {}
  }

  @Test("a moved directory is reported, and is watched on")
  func moves() throws {
    let directory = try make("old")
    let told = Told()
    let watch = try watch(directory, told)
    try temporary.directory.rename("old", to: temporary.directory, as: "new")
    try drop("f", into: directory)
    read()
    #expect(told.masks == [.selfMoved, .movedTo])
    withExtendedLifetime(watch) {}
  }

  @Test("a released watch gets no events, and another one of the same directory still does")
  func letGo() throws {
    let directory = try make("d")
    let told = (Told(), Told())
    var first: SharedInotify.Watch? = try watch(directory, told.0)
    let second = try watch(directory, told.1)
    try drop("a", into: directory)
    read()
    withExtendedLifetime(first) {}
    first = nil
    shared.executor.waitUntilDone(atMost: 60_000_000_000)
    try drop("b", into: directory)
    read()
    #expect(told.0.names == ["a"])
    #expect(told.1.names == ["a", "b"])
    withExtendedLifetime(second) {}
  }

  @Test("a directory that is watched again reports what comes from then on")
  func anew() throws {
    let directory = try make("d")
    let told = (Told(), Told())
    // On the queue, so that nothing is read before the watch ends.
    try onQueue {
      let first = try shared.watch(directory) { told.0.add($0) }
      try drop("a", into: directory)
      withExtendedLifetime(first) {}
    }
    shared.executor.waitUntilDone(atMost: 60_000_000_000)
    let second = try watch(directory, told.1)
    try drop("b", into: directory)
    read()
    #expect(told.0.names == [])
    #expect(told.1.names == ["b"])
    withExtendedLifetime(second) {}
  }
}
