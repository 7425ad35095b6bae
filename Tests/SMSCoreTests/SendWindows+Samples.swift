@testable import SMSCore

extension ZoneRules {
  /// Rules in the form of the TZ variable.
  static func posix(_ text: String) -> ZoneRules {
    guard let footer = ZoneFooter(Array(text.utf8)[...]) else {
      preconditionFailure("\(text) is not a rule")
    }
    return ZoneRules(first: 0, footer: footer)
  }

  static let newYork = posix("EST5EDT,M3.2.0,M11.1.0")
  static let chicago = posix("CST6CDT,M3.2.0,M11.1.0")
  static let losAngeles = posix("PST8PDT,M3.2.0,M11.1.0")
}

extension SendWindow {
  /// One part of all days, or of some, in hours.
  static func daily(
    _ from: Double,
    _ to: Double,
    _ days: [Weekday] = Weekday.allCases
  ) -> SendWindow {
    SendWindow([Span(days: Set(days), from: Int(from * 60), to: Int(to * 60))])
  }
}

extension SendWindows {
  /// Windows of the spool `default`, whose zone is New York's, with the zones of 206, 212 and 850.
  static func sample(_ window: SendWindow, spool: String = "default") -> SendWindows {
    SendWindows(
      spools: [spool: Spool(window: window, timeZone: "America/New_York")],
      zones: [
        "America/New_York": .newYork, "America/Chicago": .chicago,
        "America/Los_Angeles": .losAngeles,
      ]
    )
  }

  /// Open for ten minutes of every twenty.
  static func everyTwentyMinutes() -> SendWindows {
    let spans = (0..<72).map { number in
      SendWindow.Span(
        days: Set(SendWindow.Weekday.allCases),
        from: number * 20,
        to: number * 20 + 10
      )
    }
    return sample(SendWindow(spans))
  }
}

extension DispatcherSimulation {
  /// Has everybody go by other windows, as a reload does.
  mutating func use(_ windows: SendWindows) {
    configuration.windows = windows
    ledger.windows = windows
    handle(.windowsChanged(windows))
  }

  /// Sets the wall clock, before anything happens.
  mutating func begin(at time: String) {
    guard let wall = RFC3339.time(time) else { preconditionFailure("\(time) is not a time") }
    now.wall = wall
  }
}

/// A time of the contract.
func time(_ text: String) -> WallTime {
  guard let time = RFC3339.time(text) else { preconditionFailure("\(text) is not a time") }
  return time
}
