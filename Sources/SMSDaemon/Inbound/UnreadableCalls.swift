internal import SMSCore
internal import SMSListener
internal import SMSSystem

/// Keeps calls that had the right token but made no sense to us, so that an operator can see what
/// the provider meant, and logs at most one line a minute about them.
actor UnreadableCalls: QueueActor {
  /// The name of their directory, in the state directory.
  static let directoryName = "unreadable-calls"
  /// Beyond this number, calls are only counted until retention has removed some.
  static let most = 100
  private static let window = Interval(seconds: 60)

  nonisolated let executor = QueueExecutor(label: "unreadable")

  private let state: Directory
  private let log: Log
  private let digest: @Sendable ([UInt8]) -> [UInt8]
  private let clock: @Sendable () -> MonotonicTime
  private var windowEnd: MonotonicTime?
  private var unlogged = 0
  private var last: (call: UnreadableCall, file: String?)?
  private var timer: DeadlineTimer?

  /// - Parameters:
  ///   - state: The state directory.
  ///   - log: Where to write the lines.
  ///   - digest: Names a body's file, so that repeated bodies share one file.
  ///   - clock: The clock for the minutes.
  init(
    state: Directory,
    log: Log,
    digest: @escaping @Sendable ([UInt8]) -> [UInt8],
    clock: @escaping @Sendable () -> MonotonicTime = { Moment.now().monotonic }
  ) {
    self.state = state
    self.log = log
    self.digest = digest
    self.clock = clock
  }

  func take(_ call: UnreadableCall) {
    last = (call, keep(call))
    unlogged += 1
    flush()
  }

  /// Writes a line unless one was written in the last minute; otherwise a timer does so later.
  func flush() {
    let now = clock()
    if let windowEnd, now < windowEnd { return }
    guard unlogged > 0, let (call, file) = last else { return }
    log.write(
      .callUnreadable,
      [
        ("kind", call.kind), ("reason", call.reason), ("calls", String(unlogged)),
        ("kept_as", file ?? "-"),
      ]
    )
    unlogged = 0
    let end = now.advanced(by: Self.window)
    windowEnd = end
    if timer == nil {
      timer = DeadlineTimer(on: executor) { [weak self] in
        self?.assumeIsolated { $0.flush() }
      }
    }
    timer?.arm(at: end.nanoseconds)
  }

  /// The path of the file that holds the body; nil if there is no body or it could not be kept.
  private func keep(_ call: UnreadableCall) -> String? {
    guard !call.body.isEmpty else { return nil }
    let hexadecimal = digest(call.body).prefix(8).map { byte in
      byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    guard let directoryName = FileName(Self.directoryName),
      let name = FileName("\(call.kind)-\(hexadecimal.joined())")
    else { return nil }
    do throws(SystemError) {
      let directory = try state.openOrMakeDirectory(directoryName, mode: 0o700)
      if try !directory.contains(name) {
        guard try hasRoom(directory) else { return nil }
        try directory.writeReplacing(name, call.body, durable: true)
      }
      return directory.pathOf(name)
    } catch {
      return nil
    }
  }

  private func hasRoom(_ directory: Directory) throws(SystemError) -> Bool {
    var listing = try directory.listing()
    var count = 0
    while count < Self.most, try listing.next() != nil { count += 1 }
    return count < Self.most
  }
}
