import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Windows in the configuration and the daemon", .timeLimit(.minutes(10)), .throttled)
struct WindowTests {
  private static let always =
    #"send_window: [{ from: "00:00", to: "24:00" }], time_zone: "America/New_York""#

  private static func decode(_ members: String) throws(ConfigurationError) -> Configuration {
    let text = ConfigurationTests.smallest.replacing("default: {}", with: "default: { \(members) }")
    return try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  @Test("a window is a list of parts of days")
  func reads() throws {
    let configuration = try Self.decode(
      """
      send_window: [{ days: ["mon", "fri"], from: "09:00", to: "17:30" }, { from: "20:00", to: "24:00" }],
      time_zone: "America/New_York"
      """
    )
    let spool = try #require(configuration.spools["default"])
    #expect(
      spool.sendWindow?.spans == [
        SendWindow.Span(days: [.monday, .friday], from: 540, to: 1_050),
        SendWindow.Span(days: Set(SendWindow.Weekday.allCases), from: 1_200, to: 1_440),
      ]
    )
    #expect(configuration.zoneNames.isSuperset(of: ["America/New_York", "America/Regina"]))
    #expect(try Self.decode("").zoneNames == [])
  }

  @Test(
    "every fault of a window names its member and the rule",
    arguments: [
      ("[]", "send_window: must be a list of at least one part"),
      ("{}", "send_window: must be a list of at least one part"),
      (#"[{ to: "10:00" }]"#, "send_window[0].from: is missing"),
      (#"[{ from: "9:00", to: "10:00" }]"#, "send_window[0].from: must be a time"),
      (#"[{ from: "24:00", to: "24:00" }]"#, "send_window[0].from: must be a time"),
      (#"[{ from: "09:00", to: "24:01" }]"#, "send_window[0].to: must be a time"),
      (#"[{ from: "09:60", to: "24:00" }]"#, "send_window[0].from: must be a time"),
      (#"[{ from: "22:00", to: "06:00" }]"#, "send_window[0].to: must be after from"),
      (#"[{ from: "09:00", to: "09:00" }]"#, "send_window[0].to: must be after from"),
      (
        #"[{ days: ["monday"], from: "09:00", to: "10:00" }]"#,
        "send_window[0].days[0]: must be one of \"mon\""
      ),
      (#"[{ days: [], from: "09:00", to: "10:00" }]"#, "send_window[0].days: must name a day"),
      (#"[{ from: "09:00", to: "10:00", zone: 1 }]"#, "send_window[0].zone:"),
    ]
  )
  func faults(value: String, fault: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.decode("send_window: \(value), time_zone: \"America/New_York\"")
    }
    #expect(error?.lines.count == 1, "\(error?.lines ?? [])")
    #expect(error?.lines.first?.contains("spools.default.\(fault)") == true)
  }

  @Test("a zone is needed wherever a recipient's may be unknown, and must be a name")
  func zone() throws {
    let window = #"send_window: [{ from: "09:00", to: "18:00" }]"#
    let error = #expect(throws: ConfigurationError.self) { try Self.decode(window) }
    #expect(error?.lines.first?.contains("spools.default.time_zone: is missing") == true)
    let path = #expect(throws: ConfigurationError.self) {
      try Self.decode("\(window), time_zone: \"../../etc/passwd\"")
    }
    #expect(path?.lines.count == 1, "\(path?.lines ?? [])")
    _ = try Self.decode(#"\#(window), destinations: ["212", "604"]"#)
    #expect(throws: ConfigurationError.self) {
      try Self.decode(#"\#(window), destinations: ["212", "299"]"#)
    }
  }

  @Test("a window that is never open in all zones of a code is refused, unless nothing goes there")
  func narrow() throws {
    let zones = try Self.zones()
    let window =
      #"send_window: [{ from: "09:00", to: "10:00" }], time_zone: "America/New_York""#
    let error = #expect(throws: ConfigurationError.self) {
      try Self.decode(window).withZones(zones, at: Moment.now.wall)
    }
    let line = error?.lines.first ?? ""
    #expect(line.hasPrefix("spools.default.send_window: is never open in all time zones"))
    #expect(line.contains("208"))
    let narrow = try Self.decode(#"\#(window), destinations: ["212", "604"]"#)
    #expect(try narrow.withZones(zones, at: Moment.now.wall).windows.spools.count == 1)
  }

  @Test("missing zones are a fault with its repair, and so is a zone that the system does not have")
  func missing() throws {
    let configuration = try Self.decode(Self.always)
    let none = #expect(throws: ConfigurationError.self) {
      try configuration.withZones(ZoneFiles("/nowhere"), at: Moment.now.wall)
    }
    #expect(
      none?.lines == [
        """
        spools.default.send_window: needs the system's time zones, and /nowhere is not there. \
        Install them: apt-get install tzdata
        """
      ]
    )
    // The last one is a directory.
    for name in ["America/New_Jork", "America"] {
      let unknown = try Self.decode(Self.always.replacing("America/New_York", with: name))
      let error = #expect(throws: ConfigurationError.self) {
        try unknown.withZones(try Self.zones(), at: Moment.now.wall)
      }
      #expect(
        error?.lines == [
          """
          spools.default.time_zone: \(name) is not a time zone of this system. Give a name below \
          /usr/share/zoneinfo, such as "America/New_York".
          """
        ]
      )
    }
  }

  /// The system's zones; tests of windows need them.
  private static func zones() throws -> ZoneFiles {
    let files = ZoneFiles()
    _ = try files.rules(of: "America/New_York")
    return files
  }

  @Test("the system's zones are read whole, and say of which release they are")
  func system() throws {
    let zones = try Self.zones()
    for name in SendWindows.areaZones { _ = try zones.rules(of: name) }
    let newYork = try zones.rules(of: "America/New_York")
    // 2026-01-15, 2026-07-15, and 2060-07-15 by the last rule.
    let times: [Int64] = [1_768_435_200, 1_784_073_600, 2_857_075_200]
    #expect(times.map { newYork.offset(at: $0) } == [-18_000, -14_400, -14_400])
    #expect(zones.release.map { $0.count >= 5 } ?? true)
    #expect(throws: ZoneFiles.Problem.noSuchZone) { try zones.rules(of: "../../../etc/passwd") }
    #expect(throws: ZoneFiles.Problem.self) { try zones.rules(of: "tzdata.zi") }
  }

  @Test("a message outside of its window waits, a code and an urgent message go")
  func waits() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let zones = try ZoneDirectory(fixture, offsets: -18_000)
    try fixture.configure(spoolMembers: Self.closed(in: -18_000))
    let daemon = try await fixture.start { $0.zoneDirectory = zones.path }
    try fixture.submit("waits", to: "12125550142", members: #", "ack": "t1""#)
    try fixture.submit("urgent", to: "12125550143", members: #", "priority": "urgent""#)
    _ = try await fixture.result("urgent", is: "sent")
    let result = try await fixture.result("waits", is: "queued")
    #expect(result["window_opens_at"]?.string != nil)
    try fixture.submit("short", to: "12125550144", members: #", "ttl_seconds": 5"#)
    let expired = try await fixture.result("short", is: "expired")
    let hint = expired["error"]?.object?["hint"]?.string ?? ""
    #expect(hint.contains("spools.default.send_window opens"))
    // A reload without the window lets it go.
    try fixture.configure(spoolMembers: "allow_urgent: true")
    await daemon.reload()
    _ = try await fixture.result("waits", is: "sent")
    await daemon.drain()
    await simulator.stop()
  }

  @Test("zones that are installed anew are read again, without a reload")
  func changes() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let zones = try ZoneDirectory(fixture, offsets: -18_000)
    try fixture.configure(spoolMembers: Self.closed(in: -18_000))
    let daemon = try await fixture.start {
      $0.zoneDirectory = zones.path
      $0.zoneCheck = Interval(milliseconds: 20)
    }
    try fixture.submit("waits", to: "12125550142", members: #", "ack": "t1""#)
    _ = try await fixture.result("waits", is: "queued")
    // Twelve hours later by the clocks, the window is open.
    try zones.install(25_200)
    _ = try await fixture.result("waits", is: "sent")
    #expect(fixture.log.contains { $0.contains("time zones read") })
    await daemon.drain()
    await simulator.stop()
  }

  /// A window that is closed for six hours to come and open in twelve, by clocks of an offset.
  private static func closed(in offset: Int64) -> String {
    let minute = (Moment.now.wall.milliseconds / 60_000 + offset / 60) % 1_440
    let from = (minute + 9 * 60) % 1_440
    let to = (minute + 15 * 60) % 1_440
    func text(_ minute: Int64) -> String {
      let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
      return (hours < 10 ? "0" : "") + "\(hours)" + (minutes < 10 ? ":0" : ":") + "\(minutes)"
    }
    let parts =
      from < to
      ? #"{ from: "\#(text(from))", to: "\#(text(to))" }"#
      : #"{ from: "\#(text(from))", to: "24:00" }"#
        + (to > 0 ? #", { from: "00:00", to: "\#(text(to))" }"# : "")
    return "send_window: [\(parts)], time_zone: \"America/New_York\", allow_urgent: true"
  }
}

/// Zones of our own: all the same, and without daylight saving time.
private struct ZoneDirectory {
  let path: String

  init(_ fixture: DaemonFixture, offsets: Int32) throws {
    path = fixture.directory.path("zoneinfo")
    try install(offsets)
  }

  func install(_ offset: Int32) throws {
    let bytes = Self.compiled(offset)
    for name in SendWindows.areaZones {
      let words = name.split(separator: "/")
      var directory = try Directory.openOrMake(path: path, mode: 0o755)
      for (index, word) in words.dropLast().enumerated() {
        let below = path + "/" + words[...index].joined(separator: "/")
        directory = try Directory.openOrMake(path: below, mode: 0o755)
        #expect(!word.isEmpty)
      }
      let file = try #require(words.last.flatMap { FileName(String($0)) })
      try directory.writeReplacing(file, bytes, mode: 0o644, durable: false)
    }
  }

  private static func compiled(_ offset: Int32) -> [UInt8] {
    func number(_ value: Int32) -> [UInt8] {
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    let block =
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
      + [0, 0, 0, 0, 1, 2].flatMap { number($0) } + number(offset) + [0, 0, UInt8(ascii: "X"), 0]
    return block + block + Array("\n<X>\(-offset / 3_600)\n".utf8)
  }
}

extension Moment {
  /// Both clocks now.
  fileprivate static var now: Moment {
    Moment(
      wall: WallTime(nanoseconds: Clocks.wall),
      monotonic: MonotonicTime(nanoseconds: Clocks.monotonic)
    )
  }
}
