import SMSCore
import SMSJSON
import SMSSpool

@testable import SMSDaemon

/// The invariants of the verdict on any configuration file.
enum ConfigurationAudit {
  /// The rule that the verdict violates; nil if there is none.
  static func brokenRule(by bytes: [UInt8]) -> String? {
    switch (verdict(on: bytes), verdict(on: bytes)) {
    case (.success(let first), .success(let second)):
      first == second ? brokenRule(of: first) : "a second reading differs"
    case (.failure(let first), .failure(let second)):
      first.lines == second.lines ? brokenRule(of: first) : "other faults the second time"
    default: "a second verdict differs"
    }
  }

  private static func verdict(on bytes: [UInt8]) -> Result<Configuration, ConfigurationError> {
    Result { () throws(ConfigurationError) in
      try Configuration.decode(bytes, path: "config.json5")
    }
  }

  private static func brokenRule(of error: ConfigurationError) -> String? {
    guard !error.lines.isEmpty else { return "refused without a word" }
    guard error.lines.allSatisfy(isOneLine) else { return "a line that is none" }
    guard case .faults(_, let faults) = error else { return nil }
    let isPlaced = faults.faults.allSatisfy { !$0.path.steps.isEmpty || $0.rule.contains("object") }
    return isPlaced ? nil : "a fault without a path"
  }

  private static func isOneLine(_ line: String) -> Bool {
    !line.isEmpty && line.utf8.count < 4_096
      && !line.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// An accepted configuration must work in the daemon: rules, layouts and the dispatcher's times.
  private static func brokenRule(of configuration: Configuration) -> String? {
    let dispatcher = configuration.dispatcher(keySources: [:])
    let now = MonotonicTime(nanoseconds: 1_000_000_000)
    for account in dispatcher.accounts.values {
      for rate in [account.messagesPerSecond, account.mmsPerSecond] {
        var pacer = Pacer(rate: rate, now: now)
        pacer.take(at: pacer.nextSlot)
        guard pacer.nextSlot > now, pacer.launchLimit > 0 else { return "a pace that stands still" }
      }
    }
    let policy = dispatcher.retry
    for attempt in [1, 2, policy.maxAttempts] {
      guard policy.delay(afterAttempts: attempt, jitter: 0.5) >= .zero else {
        return "a wait below zero"
      }
    }
    guard configuration.layouts.count == configuration.spools.count + 1 else {
      return "a lost spool"
    }
    let isKnown = configuration.spools.keys.allSatisfy { !configuration.rules(of: $0).isOperator }
    return isKnown ? nil : "a producer's spool with the operator's rules"
  }
}
