import SMSCore
import SMSDaemon
import SMSSpool
import TestSupport
import Testing

@Suite("Destinations in the configuration", .throttled) struct ConfigurationDestinationTests {
  @Test("may name a spool's destinations and blocked prefixes")
  func destinations() throws {
    let standard = try decode(ConfigurationTests.smallest)
    #expect(standard.spools["default"]?.destinations == Destinations())
    let members = #"destinations: ["US", "876"], blocked: ["1900", "+1206555", "416"]"#
    let configuration = try decode(Self.withSpool(members))
    let destinations = configuration.rules(of: "default").destinations
    #expect(destinations.countries == [.unitedStates])
    #expect(destinations.areaCodes == [876])
    #expect(destinations.blocked.map(\.digits) == ["1900", "1206555", "1416"])
  }

  @Test(
    "reports what is wrong with destinations and blocked prefixes",
    arguments: [
      (#"destinations: "US""#, "spools.default.destinations: must be a list, not a string"),
      (#"destinations: ["MX"]"#, "spools.default.destinations[0]: must be \"US\", \"CA\" or"),
      (#"destinations: ["US", "1876"]"#, "spools.default.destinations[1]: must be"),
      ("destinations: [876]", "spools.default.destinations[0]: must be a string"),
      (#"blocked: ["0900"]"#, "spools.default.blocked[0]: must be the first digits"),
    ]
  )
  func wrongDestinations(members: String, fault: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try decode(Self.withSpool(members))
    }
    #expect(error?.lines.contains { $0.contains(fault) } == true)
  }

  private static func withSpool(_ members: String) -> String {
    ConfigurationTests.smallest.replacing("default: {}", with: "default: { \(members) }")
  }

  private func decode(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration.decode(Array(text.utf8), path: "config.json5")
  }
}
