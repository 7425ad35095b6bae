import SMSCore
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The limits of status --check in the configuration", .throttled)
struct ConfigurationMonitoringTests {
  private static func decode(_ members: String) throws(ConfigurationError) -> Configuration {
    let text = """
      { spools: { default: {} }, accounts: { main: { numbers: ["12065550101"] } }, \(members) }
      """
    return try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  @Test("What is not there has its default, and off switches a limit off")
  func limits() throws {
    #expect(try Self.decode("").monitoring == Configuration.Monitoring())
    let monitoring = try Self.decode(
      """
      monitoring: { warn_oldest_seconds: "off", critical_oldest_seconds: 900, warn_in_doubt: 0,
                    critical_in_doubt: 50, critical: ["held"], ignore: ["trial", "slowed"] }
      """
    ).monitoring
    #expect(monitoring.warnOldest == nil)
    #expect(monitoring.criticalOldest == Interval(seconds: 900))
    #expect(monitoring.warnDoubts == 0 && monitoring.criticalDoubts == 50)
    #expect(monitoring.critical == ["held"] && monitoring.ignored == ["trial", "slowed"])
  }

  @Test(
    "What breaks a rule is refused with its place",
    arguments: [
      ("warn_oldest_seconds: -1", "monitoring.warn_oldest_seconds: must be at least 0"),
      (#"warn_oldest_seconds: "5m""#, "monitoring.warn_oldest_seconds: must be a number or"),
      ("warn_in_doubt: 1.5", "monitoring.warn_in_doubt: must be a whole number"),
      (#"critical: ["down"]"#, "monitoring.critical[0]: must be one of dry_run, guests"),
      (#"critical: ["held"], ignore: ["held"]"#, "monitoring.ignore: must not name held"),
      ("warn: 1", "monitoring.warn"),
    ]
  )
  func faults(members: String, expected: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.decode("monitoring: { \(members) }")
    }
    #expect(error?.lines.contains { $0.contains(expected) } == true, "\(error?.lines ?? [])")
  }
}
