internal import SMSSystem

/// Counts the requests that have a result, and notes when.
actor ResultWatch: QueueActor {
  /// How long the count may stay the same, far longer than any result takes.
  private static let patience: Int64 = 60_000_000_000

  nonisolated let executor = QueueExecutor(label: "results")

  private let directory: Directory
  private let inotify: Inotify
  private var source: ReadSource?
  private var timer: DeadlineTimer?
  private var names: Set<FileName> = []
  private var lastChange: Int64 = 0
  private var wanted = Int.max
  private var waiting: CheckedContinuation<Void, Never>?

  init(_ directory: Directory) throws(Failure) {
    self.directory = directory
    do throws(SystemError) {
      inotify = try Inotify()
      _ = try inotify.watch(directory, for: .movedTo)
    } catch {
      throw Failure(error)
    }
  }

  /// How many requests have a result.
  var count: Int { names.count }

  /// Starts counting.
  ///
  /// - Throws: `Failure` if no descriptor is left.
  func start() throws(Failure) {
    timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.wake() }
    }
    source = try Failure.converting { () throws(SystemError) in
      try ReadSource(inotify.raw, on: executor) { [weak self] in
        self?.assumeIsolated { $0.read() }
      }
    }
  }

  /// Waits until so many requests have a result.
  ///
  /// - Parameter count: The number of results since the start.
  /// - Returns: When the last of them appeared, in monotonic nanoseconds.
  /// - Throws: `Failure` if none appears for a minute.
  func wait(for count: Int) async throws(Failure) -> Int64 {
    wanted = count
    if names.count < count {
      timer?.arm(at: Clocks.monotonic + Self.patience)
      await withCheckedContinuation { waiting = $0 }
      timer?.disarm()
    }
    guard names.count >= count else {
      throw Failure("\(names.count) of \(count) messages have a result, and no more come")
    }
    return lastChange
  }

  private func read() {
    let before = names.count
    while let events = try? inotify.read(), !events.isEmpty {
      for event in events { take(event) }
    }
    guard names.count > before else { return }
    lastChange = Clocks.monotonic
    timer?.arm(at: lastChange + Self.patience)
    if names.count >= wanted { wake() }
  }

  private func take(_ event: InotifyEvent) {
    if event.mask.contains(.overflowed) { return list() }
    if let name = event.name { names.insert(name) }
  }

  /// The kernel queues 16,384 events; if there were more, the directory itself is listed.
  private func list() {
    guard var listing = try? directory.listing() else { return }
    while let entry = try? listing.next() {
      if !entry.name.isTemporary { names.insert(entry.name) }
    }
  }

  private func wake() {
    waiting?.resume()
    waiting = nil
  }
}
