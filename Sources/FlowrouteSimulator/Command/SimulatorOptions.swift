/// The command line of `flowroute-simulator`.
package struct SimulatorOptions: Sendable {
  /// Why a command line is refused, in a sentence.
  package struct UsageError: Error, Equatable {
    package let message: String
  }

  /// What to simulate.
  package private(set) var configuration = SimulatorConfiguration()

  /// Whether nothing is written but the line with the URL.
  package private(set) var isQuiet = false

  /// Whether the help is asked for.
  package private(set) var wantsHelp = false

  /// Whether the version is asked for.
  package private(set) var wantsVersion = false

  private var numbers: [String] = []
  private var optedOut: [String] = []

  /// Reads the arguments that follow the command's name.
  ///
  /// - Throws: `UsageError` for the first argument that makes no sense.
  package init(_ arguments: [String]) throws(UsageError) {
    configuration.port = 8_026
    configuration.messagesPerSecond = 5
    // Nobody can ask this process for them.
    configuration.requestLog = 0
    var rest = arguments[...]
    while let option = rest.popFirst() {
      if !takeSwitch(option) { try take(option, &rest) }
    }
    if !numbers.isEmpty { configuration.numbers = Set(numbers) }
    for handset in optedOut {
      for number in configuration.numbers {
        configuration.optOuts.insert(OptOut(handset: handset, number: number))
      }
    }
  }

  private mutating func takeSwitch(_ option: String) -> Bool {
    switch option {
    case "--quiet": isQuiet = true
    case "--endless-list": configuration.recordForm.isEndless = true
    case "--help", "-h": wantsHelp = true
    case "--version": wantsVersion = true
    default: return false
    }
    return true
  }

  private mutating func take(
    _ option: String,
    _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    guard Self.valued.contains(option) else {
      throw UsageError(message: "\(option) is no option; see --help")
    }
    guard let value = rest.popFirst() else {
      throw UsageError(message: "\(option) needs a value")
    }
    guard set(option, value) else {
      throw UsageError(message: "\(option) \(value): not a value for it; see --help")
    }
  }

  private static let valued: Set = [
    "--port", "--access-key", "--secret-key", "--number", "--opted-out", "--rate", "--window",
    "--latency-ms", "--jitter-ms", "--registration-delay-ms", "--clock-skew-ms",
    "--callback-connections", "--record-text", "--record-time", "--seed",
  ]

  private mutating func set(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--port": assign(\.port, UInt16(value))
    case "--access-key": assign(\.credentials.accessKey, value.isEmpty ? nil : value)
    case "--secret-key": assign(\.credentials.secretKey, value.isEmpty ? nil : value)
    case "--number": append(value, to: &numbers)
    case "--opted-out": append(value, to: &optedOut)
    case "--rate": setRate(value)
    case "--window": assign(\.window, RateLimit.Window(rawValue: value))
    case "--latency-ms": assign(\.latency, Self.milliseconds(value))
    case "--jitter-ms": assign(\.jitter, Self.milliseconds(value))
    case "--registration-delay-ms": assign(\.registrationDelay, Self.milliseconds(value))
    case "--clock-skew-ms": assign(\.clockSkew, SimulatorClock.skew(milliseconds: Int64(value)))
    case "--callback-connections": assign(\.callbackConnections, Self.connections(value))
    case "--record-text": assign(\.recordForm.text, RecordForm.Text(rawValue: value))
    case "--record-time": assign(\.recordForm.time, RecordForm.Time(rawValue: value))
    default: assign(\.seed, UInt64(value))
    }
  }

  private mutating func assign<Value>(
    _ member: WritableKeyPath<SimulatorConfiguration, Value>,
    _ value: Value?
  ) -> Bool {
    guard let value else { return false }
    configuration[keyPath: member] = value
    return true
  }

  private func append(_ value: String, to list: inout [String]) -> Bool {
    guard let digits = Handset.digits(value) else { return false }
    list.append(String(digits))
    return true
  }

  private mutating func setRate(_ value: String) -> Bool {
    guard let rate = Int(value), (0...1_000_000).contains(rate) else { return false }
    configuration.messagesPerSecond = rate == 0 ? nil : rate
    return true
  }

  private static func connections(_ value: String) -> Int? {
    Int(value).flatMap { (1...256).contains($0) ? $0 : nil }
  }

  /// At most a day, in nanoseconds.
  private static func milliseconds(_ value: String) -> Int64? {
    guard let number = Int64(value), (0...86_400_000).contains(number) else { return nil }
    return number * 1_000_000
  }
}
