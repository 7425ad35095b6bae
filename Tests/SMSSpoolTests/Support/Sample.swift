import SMSCore
import SMSSpool

/// Values from which many tests start.
enum Sample {
  static let now = WallTime(milliseconds: 1_795_420_800_000)
  static let main = number(12_065_550_101)
  static let other = number(12_065_550_102)
  static let foreign = number(12_065_550_199)

  static var rules: RequestRules {
    RequestRules(
      spool: "default",
      isOperator: false,
      defaultFrom: main,
      allowedFrom: nil,
      allowUrgent: false,
      accounts: [main: "main", other: "second"],
      giveUpAfter: Interval(seconds: 14_400),
      farthestStart: Interval(seconds: 30 * 86_400),
      maxSegments: 10,
      knownSpools: ["default", "shop"],
      knownAccounts: ["main", "second"]
    )
  }

  static var operatorRules: RequestRules {
    var rules = rules
    rules.spool = "operator"
    rules.isOperator = true
    return rules
  }

  static func origin(stem: String? = "order-1") -> RequestOrigin {
    RequestOrigin(stem: stem, changedAt: now, now: now)
  }

  static func number(_ value: UInt64) -> PhoneNumber {
    guard let number = try? PhoneNumber(value: value) else {
      preconditionFailure("a number of the plan")
    }
    return number
  }
}

extension Sample {
  /// The job in the contract's example result.
  static var sent: JobSnapshot {
    JobSnapshot(
      number: JobNumber(1),
      change: 1,
      name: JobName(spool: "default", id: "order-1042"),
      kind: "message",
      state: .sent,
      message: JobSnapshot.MessageFacts(
        account: "main",
        to: number(12_065_550_142),
        from: main,
        priority: .normal,
        providerMessageID: "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d",
        segments: 1,
        encoding: .ascii
      ),
      attempts: 1,
      acceptedAt: WallTime(milliseconds: 1_795_420_800_123),
      updatedAt: WallTime(milliseconds: 1_795_420_800_391),
      nextAttemptAt: nil,
      error: nil,
      metadata: nil,
      retryOf: nil,
      retriedAs: nil,
      affected: nil
    )
  }
}
