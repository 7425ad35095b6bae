import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport

/// Reads every result as soon as it appears, and remembers what was promised.
actor ResultHistory: QueueActor {
  /// How long to wait for the next result; nanoseconds.
  private static let patience: Int64 = 60_000_000_000

  nonisolated let executor = QueueExecutor(label: "result-history")

  /// The latest result of each id.
  private(set) var results: [String: JSONObject] = [:]

  /// How many ids have their last result.
  private(set) var settledCount = 0

  /// What was wrong with results, in sentences.
  private(set) var lies: [String] = []

  /// How many results were read.
  private(set) var readings = 0

  /// The ids whose request files have moved from the spool to the ledger.
  private(set) var promised: Set<String> = []

  private var watches: [Watch] = []
  private var waiters: [Waiter] = []
  private var timer: DeadlineTimer?

  private struct Waiter {
    var wanted: Set<String>
    let continuation: CheckedContinuation<[String], Never>
  }

  private final class Watch {
    let directory: Directory
    let inotify: Inotify
    var source: ReadSource?

    init(_ directory: Directory, for mask: InotifyMask) throws {
      self.directory = directory
      inotify = try Inotify()
      _ = try inotify.watch(directory, for: mask)
    }
  }

  /// Starts watching the spools of a fixture.
  func begin(_ fixture: CrashFixture) throws {
    timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.giveUp() }
    }
    for spool in CrashFixture.spools {
      let layout = fixture.layout(of: spool)
      let results = try Directory(path: layout.path(of: .results))
      try add(results, for: .movedTo) { history, directory, event in
        if event.mask.contains(.overflowed) { history.lies.append("too many notices") }
        if let name = event.name { history.read(directory, name) }
      }
      var listing = try results.listing()
      while let entry = try listing.next() { try readUnwatched(results, entry.name) }
      try add(Directory(path: layout.path(of: .taken)), for: .removed) { $0.note($1, $2) }
    }
  }

  /// Stops watching, and closes the directories.
  func end() {
    for watch in watches { watch.source?.cancel() }
    watches = []
  }

  private func add(
    _ directory: Directory,
    for mask: InotifyMask,
    _ take: @escaping @Sendable (isolated ResultHistory, Directory, InotifyEvent) -> Void
  ) throws {
    let watch = try Watch(directory, for: mask)
    let index = watches.count
    watch.source = try ReadSource(watch.inotify.raw, on: executor) { [weak self] in
      self?.assumeIsolated { history in
        guard history.watches.indices.contains(index) else { return }
        let watch = history.watches[index]
        while let events = try? watch.inotify.read(), !events.isEmpty {
          for event in events { take(history, watch.directory, event) }
        }
      }
    }
    watches.append(watch)
  }

  private func note(_ taken: Directory, _ event: InotifyEvent) {
    // `<number>-<id>.json`
    guard let name = event.name?.string, name.hasSuffix(".json"),
      let dash = name.firstIndex(of: "-")
    else { return }
    promised.insert(String(name[name.index(after: dash)...].dropLast(".json".count)))
  }

  /// Reads a result that may have been written while unwatched.
  ///
  /// After a power cut a file may be empty, hold zeros where its data did not reach the disk, or be
  /// older than what was read, until the daemon's start has published it again. Of a final result
  /// that gains its provider's id only the last one counts, which may be published already.
  private func readUnwatched(_ directory: Directory, _ name: FileName) throws {
    let bytes = try directory.read(name, upTo: 1 << 20)
    if bytes.prefix(1).allSatisfy({ $0 == 0 }) { return }
    let id = String(name.escaped.dropLast(".json".count))
    if results[id]?["final"]?.bool == true {
      guard let result = try? JSONParser.parse(bytes).object, Self.isLast(result) else { return }
    }
    read(directory, name)
  }

  private func read(_ directory: Directory, _ name: FileName) {
    guard !name.isTemporary, name.hasSuffix(".json") else { return }
    readings += 1
    do {
      let id = String(name.escaped.dropLast(".json".count))
      let bytes = try directory.read(name, upTo: 1 << 20)
      guard let result = try JSONParser.parse(bytes).object else {
        throw Disagreement("is no object")
      }
      if result["id"]?.string != id { throw Disagreement("holds another id") }
      if let old = results[id], let fault = ResultChange.fault(from: old, to: result) {
        lies.append(fault)
      }
      if Self.isLast(result), !(results[id].map(Self.isLast) ?? false) { settledCount += 1 }
      results[id] = result
    } catch {
      lies.append("\(name.escaped): \(error)")
    }
    guard !waiters.isEmpty else { return }
    timer?.arm(at: Clocks.monotonic + Self.patience)
    wake()
  }
}

extension ResultHistory {
  /// Waits until requests have their last result, including the provider's ids of sent messages.
  ///
  /// - Returns: The requests that have none, once no result has appeared for a minute.
  func unsettled(_ ids: some Sequence<String>) async -> [String] {
    let wanted = open(Set(ids))
    guard !wanted.isEmpty else { return [] }
    timer?.arm(at: Clocks.monotonic + Self.patience)
    return await withCheckedContinuation { continuation in
      waiters.append(Waiter(wanted: wanted, continuation: continuation))
    }
  }

  /// Those without a last result.
  private func open(_ ids: Set<String>) -> Set<String> {
    ids.filter { id in results[id].map { !Self.isLast($0) } ?? true }
  }

  private static func isLast(_ result: JSONObject) -> Bool {
    result["final"]?.bool == true
      && (result["status"]?.string != "sent" || result["provider_message_id"]?.string != nil)
  }

  private func wake() {
    for index in waiters.indices.reversed() {
      waiters[index].wanted = open(waiters[index].wanted)
      if waiters[index].wanted.isEmpty {
        waiters.remove(at: index).continuation.resume(returning: [])
      }
    }
    if waiters.isEmpty { timer?.disarm() }
  }

  private func giveUp() {
    let left = waiters
    waiters = []
    for waiter in left {
      let open = waiter.wanted.map { "\($0): \(results[$0]?["status"]?.string ?? "no result")" }
      waiter.continuation.resume(returning: open.sorted())
    }
  }
}
