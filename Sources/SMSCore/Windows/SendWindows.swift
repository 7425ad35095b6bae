/// The windows of the spools, with the rules of all zones that they need.
package struct SendWindows: Equatable, Sendable {
  package struct Spool: Equatable, Sendable {
    package var window: SendWindow
    /// The zone of recipients whose own is not known; nil where all are.
    package var timeZone: String?

    package init(window: SendWindow, timeZone: String?) {
      self.window = window
      self.timeZone = timeZone
    }
  }

  /// By name; spools without a window are left out.
  package var spools: [String: Spool]
  /// By IANA name.
  package var zones: [String: ZoneRules]

  package init(spools: [String: Spool] = [:], zones: [String: ZoneRules] = [:]) {
    self.spools = spools
    self.zones = zones
  }

  package var isEmpty: Bool { spools.isEmpty }

  /// The zones of all area codes.
  package static let areaZones = Set(AreaCode.zonesByCode.values.joined())

  /// The lane's zones of a new message.
  ///
  /// - Parameters:
  ///   - phone: The recipient.
  ///   - priority: Urgent messages and codes are exempt.
  ///   - spool: The spool.
  /// - Returns: The zones; `none` without a window.
  package func zones(of phone: PhoneNumber, _ priority: Priority, in spool: String) -> LaneZones {
    guard priority != .urgent, spools[spool] != nil else { return .none }
    return LaneZones(of: phone)
  }

  /// Whether messages of a lane wait until they get the zones of their recipients: they were accepted
  /// before their spool had a window.
  func areUnassigned(_ lane: Lane) -> Bool {
    lane.zones == .none && lane.priority != .urgent && spools[lane.spool] != nil
  }

  /// What applies to a lane; nil if its messages may go at any time.
  private func rule(
    of lane: Lane
  ) -> (window: SendWindow, zones: [ZoneRules], isWhole: Bool)? {
    guard let spool = spools[lane.spool], lane.priority != .urgent,
      lane.zones != .exempt, lane.zones != .none
    else { return nil }
    let names = names(of: lane.zones, spool)
    let rules = names.compactMap { zones[$0] }
    return (spool.window, rules, !names.isEmpty && rules.count == names.count)
  }

  private func names(of zones: LaneZones, _ spool: Spool) -> [String] {
    let names = zones.names
    return names.isEmpty ? [spool.timeZone].compactMap(\.self) : names
  }

  /// The names of the zones that apply to a lane; none if its messages may go at any time.
  package func zoneNames(of lane: Lane) -> [String] {
    guard rule(of: lane) != nil, let spool = spools[lane.spool] else { return [] }
    return names(of: lane.zones, spool)
  }

  /// What the window of a lane says; nil if its messages may go at any time.
  package func state(of lane: Lane, at now: WallTime) -> WindowState? {
    guard let rule = rule(of: lane) else { return nil }
    let seconds = floorDivide(now.milliseconds, 1_000).quotient
    let later = now.advanced(by: Interval(seconds: 86_400))
    // A zone that is not known allows nothing.
    guard rule.isWhole, let opening = rule.window.opening(from: seconds, in: rule.zones) else {
      return WindowState(isOpen: false, until: later)
    }
    guard opening <= seconds else {
      return WindowState(isOpen: false, until: WallTime(seconds: opening))
    }
    let closing = rule.window.closing(after: seconds, in: rule.zones)
    return WindowState(isOpen: true, until: closing.map(WallTime.init(seconds:)) ?? later)
  }

  /// The first time from `time` on at which messages of a lane may go.
  package func opening(of lane: Lane, from time: WallTime) -> WallTime {
    guard let state = state(of: lane, at: time), !state.isOpen else { return time }
    return state.until
  }

  /// Since when messages of a lane may go: at least since `time`, or since the window last opened;
  /// nil while it is closed.
  package func goes(_ lane: Lane, since time: WallTime, at now: WallTime) -> WallTime? {
    guard let rule = rule(of: lane) else { return time }
    guard state(of: lane, at: now)?.isOpen == true else { return nil }
    let seconds = floorDivide(now.milliseconds, 1_000).quotient
    let opened = rule.window.opened(before: seconds, in: rule.zones)
    return opened.map { max(time, WallTime(seconds: $0)) } ?? time
  }

  /// Whether the window of a spool is open at some time of a week in all zones of a set, in each part of
  /// the year that follows.
  package func isReachable(_ zones: LaneZones, in spool: String, from now: WallTime) -> Bool {
    let lane = Lane(account: "", spool: spool, priority: .normal, zones: zones)
    guard let rule = rule(of: lane) else { return true }
    let week: Int64 = 7 * 86_400
    let first = floorDivide(now.milliseconds, 1_000).quotient
    return (Int64(0)..<13).allSatisfy { number in
      let start = first + number * 4 * week
      return rule.window.opening(from: start, in: rule.zones).map { $0 < start + week } ?? false
    }
  }
}

/// What the window of its spool means for a message that is accepted.
package struct WindowPlacement: Hashable, Sendable {
  package var zones: LaneZones
  /// When its window lets it go first; nil if that is at once, or whenever it is due.
  package var opensAt: WallTime?
  /// When it expires: the configured life counts from the opening.
  package var expiresAt: WallTime

  /// Whether it expires before it may go.
  package var isTooLate: Bool { opensAt.map { expiresAt <= $0 } ?? false }
}

extension SendWindows {
  /// - Parameters:
  ///   - message: The message.
  ///   - phone: Its recipient; nil for a subject that has no phone.
  ///   - spool: Its spool.
  ///   - now: When it is accepted.
  /// - Returns: Where it waits, from when on, and until when.
  package func placement(
    of message: Message,
    to phone: PhoneNumber?,
    in spool: String,
    at now: WallTime
  ) -> WindowPlacement {
    if message.ignoresWindow {
      return WindowPlacement(zones: .exempt, opensAt: nil, expiresAt: message.expiresAt)
    }
    let zones = phone.map { self.zones(of: $0, message.priority, in: spool) } ?? LaneZones.none
    let time = max(now, message.notBefore ?? now)
    let lane = Lane(
      account: message.account,
      spool: spool,
      priority: message.priority,
      zones: zones
    )
    let opening = opening(of: lane, from: time)
    guard opening > time else {
      return WindowPlacement(zones: zones, opensAt: nil, expiresAt: message.expiresAt)
    }
    let end = message.life.map { opening.advanced(by: $0) } ?? message.expiresAt
    return WindowPlacement(zones: zones, opensAt: opening, expiresAt: end)
  }
}

extension WallTime {
  fileprivate init(seconds: Int64) {
    self.init(milliseconds: seconds * 1_000)
  }
}
