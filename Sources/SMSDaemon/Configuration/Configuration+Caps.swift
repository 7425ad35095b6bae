package import SMSCore
internal import SMSJSON

extension Configuration {
  /// The caps with the zones of their days; without `withZones`, days begin by UTC.
  package var sendingCaps: SendingCaps {
    var caps: [Cap] = []
    for (name, account) in accounts.sorted(by: { $0.key < $1.key }) {
      for (setting, limit) in account.capLimits {
        caps.append(
          Cap(
            Cap.ID(.account(name), setting),
            limit: limit,
            counters: [.account(name)],
            holdsUrgent: account.caps.holdsUrgent,
            zone: dayZone(account.caps.dayZone)
          )
        )
      }
      for group in account.numberGroups {
        for (setting, limit) in group.capLimits {
          caps.append(
            Cap(
              Cap.ID(.group(group.name, account: name), setting),
              limit: limit,
              counters: Set(group.numbers.map(CapCounter.sender)),
              holdsUrgent: account.caps.holdsUrgent,
              zone: dayZone(account.caps.dayZone)
            )
          )
        }
      }
    }
    var recipients: [String: RecipientCap] = [:]
    for (name, spool) in spools.sorted(by: { $0.key < $1.key }) {
      if let limit = spool.caps.segmentsPerDay {
        caps.append(
          Cap(
            Cap.ID(.spool(name), .segmentsPerDay),
            limit: limit,
            counters: [.spool(name)],
            holdsUrgent: spool.caps.holdsUrgent,
            zone: dayZone(spool.caps.dayZone)
          )
        )
      }
      recipients[name] = spool.caps.messagesPerRecipientPerDay.map {
        RecipientCap(limit: $0, holdsUrgent: spool.caps.holdsUrgent)
      }
    }
    return SendingCaps(
      caps,
      recipients: recipients,
      segmentsOfMMS: accounts.compactMapValues(\.segmentsOfMMS)
    )
  }

  private func dayZone(_ name: String?) -> ZoneRules {
    (name.map { dayZones[$0] } ?? systemZone) ?? .utc
  }

  /// The zones that caps name, with the member that does.
  var namedDayZones: [String: String] {
    let named =
      accounts.compactMap { name, account in
        account.caps.dayZone.map { ($0, "accounts.\(name).caps.day_zone") }
      }
      + spools.compactMap { name, spool in
        spool.caps.dayZone.map { ($0, "spools.\(name).caps.day_zone") }
      }
    return Dictionary(named) { min($0, $1) }
  }

  /// Whether a cap has days that begin by the system's zone.
  var needsSystemZone: Bool {
    accounts.values.contains { account in
      account.caps.dayZone == nil
        && (account.capLimits.contains { $0.setting.period != .minute }
          || account.numberGroups.contains { $0.segmentsPerDay != nil })
    } || spools.values.contains { $0.caps.segmentsPerDay != nil && $0.caps.dayZone == nil }
  }
}

extension Configuration.Account {
  /// Its caps in segments.
  fileprivate var capLimits: [(setting: Cap.Setting, limit: Int)] {
    let limits: [(setting: Cap.Setting, limit: Int?)] = [
      (.segmentsPerMinute, caps.segmentsPerMinute), (.segmentsPerDay, caps.segmentsPerDay),
      (.moneyPerDay, segments(for: caps.moneyPerDay)),
      (.moneyPerMonth, segments(for: caps.moneyPerMonth)),
    ]
    return limits.compactMap { limit in limit.limit.map { (limit.setting, $0) } }
  }

  /// How many segments cost at least as much as an MMS, if its money is counted.
  fileprivate var segmentsOfMMS: Int? {
    guard caps.moneyPerDay != nil || caps.moneyPerMonth != nil, let price = prices.perMMS,
      let perSegment = prices.perSegment, perSegment > 0
    else { return nil }
    return max(1, Int(min(price / perSegment - 1e-6, 1e6).rounded(.up)))
  }

  /// How many segments an amount pays for; nil without an amount or a price.
  fileprivate func segments(for money: Double?) -> Int? {
    guard let money, let price = prices.perSegment, price > 0 else { return nil }
    // What is meant as a whole number may be a little less by the binary fractions of both.
    return Int(min(money / price + 1e-6, 1e15).rounded(.down))
  }
}

extension Configuration.NumberGroup {
  fileprivate var capLimits: [(setting: Cap.Setting, limit: Int)] {
    let limits = [
      (Cap.Setting.segmentsPerMinute, segmentsPerMinute), (.segmentsPerDay, segmentsPerDay),
    ]
    return limits.compactMap { limit in limit.1.map { (limit.0, $0) } }
  }
}

// MARK: Checking

extension Configuration {
  /// Checks what caps need of the rest of the file.
  func checkCaps(_ faults: inout Faults) {
    for (name, account) in accounts.sorted(by: { $0.key < $1.key }) {
      let path = JSONPath.top.member("accounts").member(name)
      let caps = path.member("caps")
      check(account.caps.segmentsPerMinute, caps.member("segments_per_minute"), &faults)
      check(account.caps.segmentsPerDay, caps.member("segments_per_day"), &faults)
      check(account.caps.moneyPerDay, of: account, name, caps.member("money_per_day"), &faults)
      check(account.caps.moneyPerMonth, of: account, name, caps.member("money_per_month"), &faults)
      checkGroups(of: account, at: path.member("number_groups"), &faults)
    }
    for (name, spool) in spools.sorted(by: { $0.key < $1.key }) {
      let path = JSONPath.top.member("spools").member(name).member("caps")
      check(spool.caps.segmentsPerDay, path.member("segments_per_day"), &faults)
    }
  }

  private func check(_ segments: Int?, _ path: JSONPath, _ faults: inout Faults) {
    guard let segments, segments < maxSegments else { return }
    faults.add(
      path,
      "must be at least max_segments (\(maxSegments))",
      repair: "The longest messages would never fit: make it higher, or max_segments lower."
    )
  }

  private func check(
    _ money: Double?,
    of account: Account,
    _ name: String,
    _ path: JSONPath,
    _ faults: inout Faults
  ) {
    guard let money, !faults.hasFault(at: path) else { return }
    guard let segments = account.segments(for: money) else {
      faults.add(
        path,
        "needs accounts.\(name).price_per_segment",
        repair: "Say what a segment costs: money is counted by it."
      )
      return
    }
    guard segments < maxSegments else { return }
    faults.add(
      path,
      "must pay for max_segments (\(maxSegments)) segments, and pays for \(segments)",
      repair: "The longest messages would never fit: make it higher, or max_segments lower."
    )
  }

  private func checkGroups(of account: Account, at path: JSONPath, _ faults: inout Faults) {
    var names: Set<String> = []
    var numbers: Set<PhoneNumber> = []
    for (index, group) in account.numberGroups.enumerated() {
      let place = path.index(index)
      if !names.insert(group.name).inserted, !faults.hasFault(at: place.member("name")) {
        faults.add(place.member("name"), "must not be used twice", repair: "Give it another name.")
      }
      for (index, number) in group.numbers.enumerated() {
        let member = place.member("numbers").index(index)
        if !account.numbers.contains(number) {
          faults.add(
            member,
            "must be a number of this account",
            repair: "Add it to the account's `numbers`, or remove it here."
          )
        } else if !numbers.insert(number).inserted {
          faults.add(
            member,
            "must not be in two groups, nor twice in one",
            repair: "Remove it from all but one."
          )
        }
      }
      if group.segmentsPerMinute == nil, group.segmentsPerDay == nil,
        !faults.hasFault(at: place.member("segments_per_minute")),
        !faults.hasFault(at: place.member("segments_per_day"))
      {
        faults.add(
          place,
          "must have segments_per_minute or segments_per_day",
          repair: "A group is only there for its caps: set one, or remove the group."
        )
      }
      check(group.segmentsPerMinute, place.member("segments_per_minute"), &faults)
      check(group.segmentsPerDay, place.member("segments_per_day"), &faults)
    }
  }
}
