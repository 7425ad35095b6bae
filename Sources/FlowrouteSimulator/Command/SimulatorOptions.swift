package import SMSArguments

/// The command line of `flowroute-simulator`.
package struct SimulatorOptions: Sendable {
  /// What to simulate.
  package private(set) var configuration = SimulatorConfiguration()

  /// Whether only the line with the URL is written.
  package let isQuiet: Bool

  /// Reads the parsed command line.
  ///
  /// - Throws: `UsageError` for the first value that its option does not allow.
  package init(_ arguments: Arguments) throws(UsageError) {
    isQuiet = arguments.has(Self.quiet)
    configuration.port = 8_026
    configuration.messagesPerSecond = 5
    configuration.mmsPerSecond = 1
    // No caller can ask this process for them.
    configuration.requestLog = 0
    try readAccount(arguments)
    try readLimits(arguments)
    try readDelays(arguments)
    try readRecords(arguments)
  }

  private mutating func readAccount(_ arguments: Arguments) throws(UsageError) {
    set(\.port, try arguments.integer(Self.port, in: 0...UInt16.max))
    set(\.credentials.accessKey, try arguments.text(Self.accessKey))
    set(\.credentials.secretKey, try arguments.text(Self.secretKey))
    let numbers = try handsets(Self.number, arguments)
    if !numbers.isEmpty { configuration.numbers = Set(numbers) }
    for handset in try handsets(Self.optedOut, arguments) {
      for number in configuration.numbers {
        configuration.optOuts.insert(OptOut(handset: handset, number: number))
      }
    }
  }

  private mutating func readLimits(_ arguments: Arguments) throws(UsageError) {
    if let rate = try arguments.integer(Self.rate, in: 0...1_000_000) {
      configuration.messagesPerSecond = rate == 0 ? nil : rate
    }
    if let rate = try arguments.integer(Self.mmsRate, in: 0...1_000_000) {
      configuration.mmsPerSecond = rate == 0 ? nil : rate
    }
    let window = try arguments.choice(Self.window)
    set(\.window, window.flatMap(RateLimit.Window.init))
    set(\.callbackConnections, try arguments.integer(Self.callbackConnections, in: 1...256))
  }

  private mutating func readDelays(_ arguments: Arguments) throws(UsageError) {
    set(\.latency, try nanoseconds(Self.latency, arguments))
    set(\.jitter, try nanoseconds(Self.jitter, arguments))
    set(\.registrationDelay, try nanoseconds(Self.registrationDelay, arguments))
    set(\.clockSkew, try nanoseconds(Self.clockSkew, in: SimulatorClock.skews, arguments))
    set(\.seed, try arguments.integer(Self.seed, in: 0...UInt64.max))
  }

  private mutating func readRecords(_ arguments: Arguments) throws(UsageError) {
    let text = try arguments.choice(Self.recordText)
    set(\.recordForm.text, text.flatMap(RecordForm.Text.init))
    let time = try arguments.choice(Self.recordTime)
    set(\.recordForm.time, time.flatMap(RecordForm.Time.init))
    configuration.recordForm.isEndless = arguments.has(Self.endlessList)
  }

  private mutating func set<Value>(
    _ member: WritableKeyPath<SimulatorConfiguration, Value>,
    _ value: Value?
  ) {
    guard let value else { return }
    configuration[keyPath: member] = value
  }

  private func handsets(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> [String] {
    var handsets: [String] = []
    for text in arguments.values(option) {
      guard let digits = Handset.digits(text) else {
        throw UsageError("--\(option.name) must be a number of 11 digits, as in 12065550101")
      }
      handsets.append(String(digits))
    }
    return handsets
  }

  /// A number of milliseconds in nanoseconds; at most a day by default.
  private func nanoseconds(
    _ option: OptionSpecification,
    in bounds: ClosedRange<Int64> = 0...86_400_000,
    _ arguments: Arguments
  ) throws(UsageError) -> Int64? {
    try arguments.integer(option, in: bounds).map { $0 * 1_000_000 }
  }
}

extension SimulatorOptions {
  /// The options and arguments of the program.
  package static let specification = Specification(
    summary: "Flowroute's messaging API on 127.0.0.1, with faults on demand",
    options: [
      port, accessKey, secretKey, number, optedOut, rate, mmsRate, window, latency, jitter,
      registrationDelay, clockSkew, callbackConnections, recordText, recordTime, endlessList, seed,
      quiet,
    ],
    notes: [
      "When it is ready it writes its URL on a line of its own. TERM or INT ends it.",
      """
      Recipients 1206555xxxx meet faults, such as 12065550401 a 401, 12065551500 a 500 once; POST \
      /_simulator/faults sets others. flowroute-simulator(1) and Sources/README.md list them all.
      """,
    ]
  )

  private static let port = OptionSpecification(
    "port",
    "N",
    help: "port to listen on, 0 for any that is free (8026)"
  )
  private static let accessKey = OptionSpecification(
    "access-key",
    "K",
    help: "access key of the account (\(Credentials.demo.accessKey))"
  )
  private static let secretKey = OptionSpecification(
    "secret-key",
    "S",
    help: "secret key of the account (\(Credentials.demo.secretKey))"
  )
  private static let number = OptionSpecification(
    "number",
    "N",
    isRepeatable: true,
    help: "a number of the account, may be repeated (12065550101)"
  )
  private static let optedOut = OptionSpecification(
    "opted-out",
    "N",
    isRepeatable: true,
    help: "a handset that answered STOP, may be repeated"
  )
  private static let rate = OptionSpecification(
    "rate",
    "N",
    help: "messages a second for each API version, 0 for no limit (5)"
  )
  private static let mmsRate = OptionSpecification(
    "mms-rate",
    "N",
    help: "MMS a second for each API version, 0 for no limit (1)"
  )
  private static let window = OptionSpecification(
    "window",
    "WORD",
    kind: .words(RateLimit.Window.allCases.map(\.rawValue)),
    help: "how a second is cut: sliding, any 1,000 ms, or fixed, by the clock (sliding)"
  )
  private static let latency = OptionSpecification(
    "latency-ms",
    "N",
    help: "how long every answer takes at least (0)"
  )
  private static let jitter = OptionSpecification(
    "jitter-ms",
    "N",
    help: "how much longer it takes at random, at most (0)"
  )
  private static let registrationDelay = OptionSpecification(
    "registration-delay-ms",
    "N",
    help: "how long a message's record takes to show (0)"
  )
  private static let clockSkew = OptionSpecification(
    "clock-skew-ms",
    "N",
    help: "how far the provider's clock is ahead, may be negative (0)"
  )
  private static let callbackConnections = OptionSpecification(
    "callback-connections",
    "N",
    help: "how many calls to receivers are under way at a time (4)"
  )
  private static let recordText = OptionSpecification(
    "record-text",
    "FORM",
    kind: .words(RecordForm.Text.allCases.map(\.rawValue)),
    help: "how records show texts: exact, trimmed, cut, … (exact)"
  )
  private static let recordTime = OptionSpecification(
    "record-time",
    "FORM",
    kind: .words(RecordForm.Time.allCases.map(\.rawValue)),
    help: "how records show times: exact, minute, early, … (exact)"
  )
  private static let endlessList = OptionSpecification("endless-list", help: "lists never end")
  private static let seed = OptionSpecification("seed", "N", help: "of the jitter (1)")
  private static let quiet = OptionSpecification("quiet", help: "write nothing but the URL")
}
