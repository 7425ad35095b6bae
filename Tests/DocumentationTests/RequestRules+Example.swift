import SMSCore
import SMSSpool

extension RequestRules {
  /// What the configuration of the examples allows in the spool `default`.
  static func example() throws -> RequestRules {
    let sender = try PhoneNumber(parsing: "12065550101")
    return RequestRules(
      spool: "default",
      isOperator: false,
      defaultFrom: sender,
      allowedFrom: nil,
      allowUrgent: false,
      accounts: [sender: "main"],
      giveUpAfter: Interval(seconds: 14_400),
      farthestStart: Interval(seconds: 30 * 86_400),
      maxSegments: 10,
      knownSpools: ["default"],
      knownAccounts: ["main"]
    )
  }
}
