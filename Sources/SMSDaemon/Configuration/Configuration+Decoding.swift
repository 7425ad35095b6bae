internal import SMSCore
internal import SMSJSON
internal import SMSSystem

extension Configuration {
  /// Larger than any sensible file; catches a wrong path, such as a device or a log.
  static let sizeLimit = 1 << 20

  /// Reads and checks a file.
  ///
  /// - Throws: `ConfigurationError` with every fault in the file.
  package static func load(path: String) throws(ConfigurationError) -> Configuration {
    try decode(text(path: path), path: path)
  }

  /// The state directory that a file names, even if the file has other faults; the default if
  /// the file cannot be read.
  package static func stateNamed(in path: String) -> String {
    guard let text = try? text(path: path), let value = try? JSON5.parse(text) else {
      return standardState
    }
    return value.object?["state"]?.string ?? standardState
  }

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError.unreadable` or `.tooLarge`.
  static func text(path: String) throws(ConfigurationError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, .readOnly)
      bytes = try file.read(upTo: sizeLimit + 1)
    } catch {
      throw .unreadable(error)
    }
    guard bytes.count <= sizeLimit else { throw .tooLarge(path: path, limit: sizeLimit) }
    return bytes
  }

  /// Checks a file's text.
  ///
  /// - Throws: `ConfigurationError.malformed` or `.faults`.
  package static func decode(
    _ bytes: [UInt8],
    path: String
  ) throws(ConfigurationError) -> Configuration {
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSON5.parse(bytes)
    } catch {
      throw .malformed(path: path, error)
    }
    var faults = Faults()
    let configuration = read(value, &faults)
    configuration.checkTogether(&faults)
    guard faults.isEmpty else { throw .faults(path: path, faults) }
    return configuration
  }

  private static func read(_ value: JSONValue, _ faults: inout Faults) -> Configuration {
    var top = ConfigurationReader(value, at: .top, &faults)
    let state = top.filePath("state", &faults) ?? standardState
    var spools: [String: Spool] = [:]
    for (name, value) in top.named("spools", &faults) {
      spools[name] = readSpool(value, name: name, &faults)
    }
    var accounts: [String: Account] = [:]
    for (name, value) in top.named("accounts", &faults) {
      accounts[name] = readAccount(value, name: name, &faults)
    }
    let optOut = readOptOut(top.value("opt_out"), &faults)
    let configuration = Configuration(
      state: state,
      spools: spools,
      accounts: accounts,
      retry: readRetry(top.value("retry"), &faults),
      uncertain: readUncertain(top.value("uncertain"), &faults),
      maxSegments: top.count("max_segments", default: 10, in: 1...100, &faults),
      verification: readVerification(top.value("verification"), &faults),
      optOutScope: optOut.scope,
      optOutWords: optOut.words,
      listener: top.value("listener").map { readListener($0, &faults) },
      console: readConsole(top.value("console"), &faults),
      retention: readRetention(top.value("retention"), &faults),
      minFreeMegabytes: top.count("min_free_mb", default: 256, in: 0...1_000_000_000, &faults),
      log: readLog(top.value("log"), &faults),
      metrics: Metrics(top.value("metrics"), &faults),
      monitoring: Monitoring(top.value("monitoring"), &faults),
      batches: readBatches(top.value("batches"), &faults),
      alarms: top.value("alarms").map { readAlarms($0, &faults) }
    )
    top.refuseOthers(&faults)
    return configuration
  }

  private static func readRetry(_ value: JSONValue?, _ faults: inout Faults) -> Retry {
    var reader = ConfigurationReader(value, at: "retry", &faults)
    let retry = Retry(
      policy: RetryPolicy(
        maxAttempts: reader.count("max_attempts", default: 10, &faults),
        firstDelay: reader.interval("first_delay_seconds", default: 2, &faults),
        maxDelay: reader.interval("max_delay_seconds", default: 300, &faults)
      ),
      giveUpAfter: reader.interval("give_up_after_seconds", default: 14_400, &faults)
    )
    reader.refuseOthers(&faults)
    return retry
  }

  private static func readBatches(_ value: JSONValue?, _ faults: inout Faults) -> Batches {
    var reader = ConfigurationReader(value, at: "batches", &faults)
    var batches = Batches()
    batches.giveUpAfter = reader.interval(
      "give_up_after_seconds",
      default: batches.giveUpAfter.seconds,
      &faults
    )
    reader.refuseOthers(&faults)
    return batches
  }

  private static func readUncertain(_ value: JSONValue?, _ faults: inout Faults) -> Uncertain {
    var reader = ConfigurationReader(value, at: "uncertain", &faults)
    let uncertain = Uncertain(
      looksAfter: reader.intervals("looks_after_seconds", default: [5, 15, 45], &faults),
      otherwise: reader.choice(
        "otherwise",
        default: .report,
        among: [("report", .report), ("resend", .resend)],
        &faults
      )
    )
    reader.refuseOthers(&faults)
    return uncertain
  }

  private static func readRetention(_ value: JSONValue?, _ faults: inout Faults) -> Retention {
    let day = 86_400.0
    var reader = ConfigurationReader(value, at: "retention", &faults)
    let ledger = reader.interval("ledger_days", default: 30, unit: day, &faults)
    let retention = Retention(
      results: reader.interval("results_days", default: 2, unit: day, &faults),
      rejected: reader.interval("rejected_days", default: 7, unit: day, &faults),
      received: reader.interval("received_days", default: 7, unit: day, &faults),
      ledger: ledger,
      audit: reader.interval("audit_days", default: ledger.seconds / day, unit: day, &faults)
    )
    reader.refuseOthers(&faults)
    return retention
  }

  private static func readLog(_ value: JSONValue?, _ faults: inout Faults) -> Log {
    var reader = ConfigurationReader(value, at: "log", &faults)
    let log = Log(
      format: reader.choice(
        "format",
        default: .auto,
        among: LogFormat.allCases.map { ($0.rawValue, $0) },
        &faults
      ),
      level: reader.choice(
        "level",
        default: .info,
        among: LogLevel.allCases.map { ($0.name, $0) },
        &faults
      )
    )
    reader.refuseOthers(&faults)
    return log
  }
}
