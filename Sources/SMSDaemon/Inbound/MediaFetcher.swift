internal import SMSCore
internal import SMSHTTP
internal import SMSSpool
internal import SMSSystem

/// Fetches the files of inbound messages into `received/`, two at a time.
///
/// The ledger is the queue: what was not settled is fetched again after a restart, and replaces what
/// is there. A spool whose disk is short of space, or that is not configured, only delays its own.
actor MediaFetcher: QueueActor {
  /// What it works with.
  struct Dependencies: Sendable {
    var queue: any MediaQueue
    var log: Log
    var recorder: MetricsRecorder
    var reporter: EventReporter
    /// Called when a message's file is to show the end of one of its files.
    var ended: @Sendable () -> Void
  }

  /// What a configuration says about it.
  struct Settings: Sendable {
    var rule: DownloadRule
    var limits: DownloadLimits
    /// The spools whose `received/` may be written to.
    var layouts: [String: SpoolLayout]
    /// The free space that has to be left, in bytes.
    var minFreeBytes: Int64
  }

  private static let atOnce = 2
  /// How long a file waits whose spool cannot take it, without counting as a try.
  private static let spoolRest = Interval(seconds: 60)
  private static let ledgerRest = Interval(seconds: 5)

  nonisolated let executor = QueueExecutor(label: "media")

  private let dependencies: Dependencies
  /// nil: nothing is fetched.
  private var settings: Settings?
  private var idle: [Downloader] = (1...atOnce).map { Downloader(label: "media.\($0)") }
  private var running: [MediumName: Downloader] = [:]
  private var isLooking = false
  private var isAsked = false
  private var isStopped = false
  /// Spools that are known not to have the space.
  private var paused: Set<String> = []
  private var timer: DeadlineTimer?
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  init(_ dependencies: Dependencies) {
    self.dependencies = dependencies
  }

  /// Applies a configuration; with nil, nothing is begun any more.
  func use(_ settings: Settings?) {
    self.settings = settings
    look()
  }

  /// Notes that files may be due; from any thread.
  nonisolated func wake() {
    executor.async { self.assumeIsolated { $0.look() } }
  }

  /// Breaks off what is under way; it is fetched again after the next start.
  func stop() async {
    isStopped = true
    timer?.cancel()
    timer = nil
    for downloader in running.values { downloader.cancel() }
    if !running.isEmpty { await withCheckedContinuation { stopWaiters.append($0) } }
  }

  private func look() {
    isAsked = true
    guard !isLooking else { return }
    isLooking = true
    Task {
      while isAsked {
        isAsked = false
        await startDue()
      }
      isLooking = false
    }
  }

  private func startDue() async {
    guard !isStopped, let settings, !idle.isEmpty else { return }
    let now = Moment.now().wall
    do throws(LedgerError) {
      let due = try await dependencies.queue.dueMedia(at: now, limit: Self.atOnce + running.count)
      for medium in due where running[medium.name] == nil { start(medium, settings) }
      if let next = try await dependencies.queue.nextMediaTime(after: now) {
        arm(after: next.since(now))
      }
    } catch {
      dependencies.reporter.ledgerFailed(error)
      arm(after: Self.ledgerRest)
    }
  }

  private func start(_ medium: DueMedium, _ settings: Settings) {
    guard !isStopped, let downloader = idle.popLast() else { return }
    running[medium.name] = downloader
    Task {
      await fetch(medium, settings, downloader)
      running[medium.name] = nil
      idle.append(downloader)
      if isStopped, running.isEmpty {
        for waiter in stopWaiters { waiter.resume() }
        stopWaiters = []
      }
      look()
    }
  }

  private func arm(after time: Interval) {
    guard !isStopped else { return }
    let timer =
      timer
      ?? DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
        self?.assumeIsolated { $0.look() }
      }
    self.timer = timer
    timer.arm(at: Moment.now().monotonic.advanced(by: time).nanoseconds)
  }

  private func fetch(
    _ medium: DueMedium,
    _ settings: Settings,
    _ downloader: Downloader
  ) async {
    guard let layout = layout(for: medium, settings) else {
      return await postpone(medium)
    }
    let end: Result<(file: MediaFile, name: String, bytes: Int64), MediaFailure>
    do throws(MediaFailure) {
      guard let fetched = try await file(of: medium, in: layout, settings, downloader) else {
        return
      }
      end = .success(fetched)
    } catch {
      end = .failure(error)
    }
    switch end {
    case .success(let fetched):
      let isWanted = await settle(medium, as: .stored(name: fetched.name, bytes: fetched.bytes))
      // The text was erased meanwhile.
      if !isWanted { fetched.file.remove(named: fetched.name) }
    case .failure(let failure):
      await settle(medium, after: failure)
    }
  }

  /// - Returns: The file under its name; nil if the daemon is stopping.
  private func file(
    of medium: DueMedium,
    in layout: SpoolLayout,
    _ settings: Settings,
    _ downloader: Downloader
  ) async throws(MediaFailure) -> (file: MediaFile, name: String, bytes: Int64)? {
    guard let link = DownloadLink(medium.url, by: settings.rule) else {
      throw MediaFailure(.linkRefused)
    }
    let file = try stored { () throws(SystemError) in try MediaFile.begin(in: layout) }
    let result = await downloader.fetch(link, by: settings.rule, within: settings.limits) {
      bytes throws(SystemError) in try file.write(bytes)
    }
    do throws(MediaFailure) {
      switch result {
      case .success(0): throw MediaFailure(.empty)
      case .success(let bytes):
        let name = try stored { () throws(SystemError) in
          try file.finish(id: medium.messageID, index: medium.name.index)
        }
        return (file, name, bytes)
      case .failure(.canceled):
        file.remove()
        return nil
      case .failure(let fault): throw MediaFailure(of: fault)
      }
    } catch {
      file.remove()
      throw error
    }
  }

  private func stored<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(MediaFailure) -> Value {
    do throws(SystemError) { return try body() } catch { throw MediaFailure(.notStored) }
  }
}

// MARK: What became of a file

extension MediaFetcher {
  private func settle(_ medium: DueMedium, after failure: MediaFailure) async {
    let now = Moment.now().wall
    let tries = medium.tries + 1
    let next = MediaSchedule.next(
      after: failure.fault,
      tries: tries,
      begun: medium.begun,
      end: medium.end,
      at: now
    )
    guard await settle(medium, as: next.map { .again(at: $0, tries: tries) } ?? .failed(failure))
    else { return }
    var values =
      medium.logged + [
        ("code", failure.fault.rawValue), ("status", failure.httpStatus.map { String($0) } ?? "-"),
        ("tries", String(tries)),
      ]
    if let next {
      values.append(("next_attempt_at", next.text))
      dependencies.log.write(.mediaDeferred, values)
    } else {
      values.append(("hint", failure.fault.hint))
      dependencies.log.write(.mediaFailed, values)
    }
  }

  /// - Returns: False if the file is not wanted any more.
  @discardableResult
  private func settle(_ medium: DueMedium, as end: MediumEnd) async -> Bool {
    do throws(LedgerError) {
      guard try await dependencies.queue.settle(medium.name, as: end) else { return false }
    } catch {
      // It is fetched again, but not at once.
      dependencies.reporter.ledgerFailed(error)
      await executor.rest(for: Self.ledgerRest)
      return true
    }
    if !medium.isPutOff(by: end) { dependencies.recorder.add(end) }
    if case .stored(_, let bytes) = end {
      dependencies.log.write(.mediaStored, medium.logged + [("bytes", String(bytes))])
    }
    if case .again = end {} else { dependencies.ended() }
    return true
  }

  /// Puts a file off whose spool cannot take it, until it is given up.
  private func postpone(_ medium: DueMedium) async {
    let next = Moment.now().wall.advanced(by: Self.spoolRest)
    if next > medium.end {
      await settle(medium, after: MediaFailure(.notStored))
    } else {
      await settle(medium, as: .again(at: next, tries: medium.tries))
    }
  }

  /// Where a file is to be written; nil if it cannot be now.
  private func layout(for medium: DueMedium, _ settings: Settings) -> SpoolLayout? {
    guard let layout = settings.layouts[medium.spool],
      let free = try? MediaFile.freeBytes(in: layout)
    else { return nil }
    let needed = settings.minFreeBytes + settings.limits.bytes
    guard free >= needed else {
      if paused.insert(medium.spool).inserted {
        dependencies.log.write(
          .mediaPaused,
          [
            ("spool", medium.spool), ("free_mb", String(free >> 20)),
            ("needed_mb", String(needed >> 20)),
            ("hint", "free space on the spool's disk, or lower min_free_mb; texts still come"),
          ]
        )
      }
      return nil
    }
    if paused.remove(medium.spool) != nil {
      dependencies.log.write(.mediaResumed, [("spool", medium.spool)])
    }
    return layout
  }
}

extension MediaFailure {
  fileprivate init(of fault: DownloadFault) {
    switch fault {
    case .address: self.init(.addressRefused)
    case .status(let status):
      let isGone = [401, 403, 404, 410].contains(status)
      self.init(isGone ? .gone : Self.refusal(status), httpStatus: status)
    case .tooLarge: self.init(.tooLarge)
    case .timeout: self.init(.timeout)
    case .connection, .canceled: self.init(.unreachable)
    case .sink: self.init(.notStored)
    }
  }

  /// A server in trouble is tried as long as one that is not there.
  private static func refusal(_ status: Int) -> MediaFault {
    status >= 500 || [408, 425, 429].contains(status) ? .unreachable : .refused
  }
}

extension DueMedium {
  /// Whether it was not tried, but waits for its spool.
  fileprivate func isPutOff(by end: MediumEnd) -> Bool {
    if case .again(_, tries) = end { true } else { false }
  }

  /// What names it in the log.
  fileprivate var logged: [(String, String)] {
    [
      ("spool", spool), ("provider_message_id", messageID), ("file", String(name.index + 1)),
    ]
  }
}
