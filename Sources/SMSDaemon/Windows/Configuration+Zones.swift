package import SMSCore
internal import SMSJSON

extension Configuration {
  /// The zones that the spools' windows and the caps' days need.
  package var zoneNames: Set<String> { windowZones.union(namedDayZones.keys) }

  private var windowZones: Set<String> {
    let spools = spools.values.filter { $0.sendWindow != nil }
    guard !spools.isEmpty else { return [] }
    return SendWindows.areaZones.union(spools.compactMap(\.timeZone))
  }

  /// The configuration with the rules of the zones that its windows and caps need.
  ///
  /// - Parameters:
  ///   - files: The system's zones.
  ///   - now: From when on windows are looked at.
  /// - Returns: The configuration.
  /// - Throws: `ConfigurationError.zones` with every fault.
  package func withZones(
    _ files: ZoneFiles = ZoneFiles(),
    at now: WallTime
  ) throws(ConfigurationError) -> Configuration {
    var configuration = self
    configuration.systemZone = needsSystemZone ? files.systemRules() : nil
    configuration.dayZones = [:]
    let names = zoneNames
    guard !names.isEmpty else {
      configuration.windows = SendWindows()
      return configuration
    }
    var faults: [String] = []
    var zones: [String: ZoneRules] = [:]
    for name in names.sorted() {
      do throws(ZoneFiles.Problem) {
        zones[name] = try files.rules(of: name)
      } catch {
        faults.append(fault(of: name, error, files))
        if error == .noDatabase { break }
      }
    }
    configuration.dayZones = zones.filter { namedDayZones[$0.key] != nil }
    guard !windowZones.isEmpty || !faults.isEmpty else {
      configuration.windows = SendWindows()
      return configuration
    }
    let windows = SendWindows(
      spools: spools.compactMapValues { spool in
        spool.sendWindow.map { SendWindows.Spool(window: $0, timeZone: spool.timeZone) }
      },
      zones: zones.filter { windowZones.contains($0.key) }
    )
    if faults.isEmpty { faults = unreachable(windows, at: now) }
    guard faults.isEmpty else { throw .zones(faults) }
    configuration.windows = windows
    return configuration
  }

  private func fault(
    of zone: String,
    _ problem: ZoneFiles.Problem,
    _ files: ZoneFiles
  ) -> String {
    let own = spools.sorted { $0.key < $1.key }
      .first { $0.value.sendWindow != nil && $0.value.timeZone == zone }?.key
    // The zones of area codes are needed whatever is configured.
    let member =
      windowZones.contains(zone) && SendWindows.areaZones.contains(zone)
      ? nil : own.map { "spools.\($0).time_zone" } ?? namedDayZones[zone]
    let other = "Give a name below \(files.directory), such as \"America/New_York\"."
    switch problem {
    case .noDatabase:
      let name = spools.sorted { $0.key < $1.key }.first { $0.value.sendWindow != nil }?.key
      let place = name.map { "spools.\($0).send_window" } ?? namedDayZones[zone] ?? ""
      return """
        \(place): needs the system's time zones, and \(files.directory) is not \
        there. \(ZoneFiles.repair)
        """
    case .noSuchZone:
      guard let member else {
        return "send_window: \(files.path(of: zone)) is not there. \(ZoneFiles.repair)"
      }
      return "\(member): \(zone) is not a time zone of this system. \(other)"
    case .unusable(let rule):
      let repair = member == nil ? ZoneFiles.repair : other
      return "\(member ?? "send_window"): \(files.path(of: zone)) \(rule). \(repair)"
    }
  }

  /// The windows that are never open in all zones of an area code to which their spool may send.
  private func unreachable(_ windows: SendWindows, at now: WallTime) -> [String] {
    windows.spools.keys.sorted().compactMap { name in
      guard let destinations = spools[name]?.destinations else { return nil }
      let groups = Dictionary(grouping: AreaCode.withZones.filter(destinations.includes)) {
        LaneZones(of: $0)
      }
      let closed = groups.filter { !windows.isReachable($0.key, in: name, from: now) }
        .values.joined().map(\.code).sorted()
      guard !closed.isEmpty else { return nil }
      let codes = closed.prefix(5).map(String.init).joined(separator: ", ")
      let more = closed.count > 5 ? " and \(closed.count - 5) more" : ""
      return """
        spools.\(name).send_window: is never open in all time zones of the area codes \(codes)\(more). \
        Widen it, or leave these codes out of spools.\(name).destinations.
        """
    }
  }
}
