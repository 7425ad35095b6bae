import SMSCore
import Testing

@testable import SMSDaemon

/// The member `alarms` of the configuration.
struct ConfigurationAlarmTests {
  private func decode(_ alarms: String) throws(ConfigurationError) -> Configuration.Alarms? {
    let text = """
      {
        spools: { default: { default_from: "12065550101" } },
        accounts: { main: { numbers: ["12065550101"] } },
        \(alarms)
      }
      """
    return try Configuration.decode(Array(text.utf8), path: "config.json5").alarms
  }

  private func fault(_ alarms: String) -> String? {
    do throws(ConfigurationError) {
      _ = try decode(alarms)
      return nil
    } catch {
      return error.lines.joined(separator: "\n")
    }
  }

  @Test("without the member there are none; an empty one has the defaults")
  func defaults() throws {
    #expect(try decode("") == nil)
    let alarms = try #require(try decode("alarms: {}"))
    #expect(alarms.command == nil && alarms.directory == nil)
    #expect(alarms.policy == AlarmPolicy())
    #expect(alarms.limits == AlarmLimits())
  }

  @Test("every member is taken")
  func members() throws {
    let alarms = try #require(
      try decode(
        """
        alarms: {
          command: ["/bin/alarm", "a b", ""], directory: "/run/alarms/",
          repeat_after_seconds: 1, clear_after_seconds: 2, max_per_hour: 12,
          urgent_wait_seconds: 3, high_wait_seconds: 4, normal_wait_seconds: 5,
          bulk_wait_seconds: 0, failure_share: 0.5, failure_count: 6, failure_seconds: 70,
          in_doubt: 8, opt_out_share: 0.1, opt_out_critical_share: 0.2, undelivered_share: 0.3,
          sender_count: 9,
        },
        """
      )
    )
    #expect(alarms.command == ["/bin/alarm", "a b", ""])
    #expect(alarms.directory == "/run/alarms")
    #expect(alarms.policy.repeatAfter == Interval(seconds: 1))
    #expect(alarms.policy.clearAfter == Interval(seconds: 2))
    #expect(alarms.policy.maxPerHour == 12)
    let waits = Priority.allCases.map { alarms.limits.longestWaits[$0]?.seconds }
    #expect(waits == [3, 4, 5, 0])
    #expect(alarms.limits.failureShare == 0.5 && alarms.limits.failureCount == 6)
    #expect(alarms.limits.failureTime == Interval(seconds: 70))
    #expect(alarms.limits.inDoubt == 8 && alarms.limits.senderCount == 9)
    #expect(alarms.limits.optOutShare == 0.1 && alarms.limits.optOutCriticalShare == 0.2)
    #expect(alarms.limits.undeliveredShare == 0.3)
  }

  @Test(
    "a fault names the member, the rule and the repair",
    arguments: [
      ("alarms: []", "alarms: must be an object, not an array"),
      ("alarms: { command: \"/bin/a\" }", "alarms.command: must be a list, not a string"),
      ("alarms: { command: [] }", "alarms.command: must list a program and its arguments"),
      ("alarms: { command: [\"alarm\"] }", "alarms.command[0]: must be the absolute path"),
      ("alarms: { command: [\"/bin/\"] }", "alarms.command[0]: must be the absolute path"),
      ("alarms: { command: [\"/bin/a\", 1] }", "alarms.command[1]: must be a string"),
      ("alarms: { directory: \"alarms\" }", "alarms.directory: must be an absolute path"),
      ("alarms: { max_per_hour: 11 }", "alarms.max_per_hour: must be from 12 to 3600"),
      ("alarms: { failure_share: 2 }", "alarms.failure_share: must be a number from 0 to 1"),
      ("alarms: { comand: [] }", "Did you mean \"command\"?"),
    ]
  )
  func faults(_ alarms: String, _ words: String) {
    #expect(fault(alarms)?.contains(words) == true, "\(fault(alarms) ?? "")")
  }
}
