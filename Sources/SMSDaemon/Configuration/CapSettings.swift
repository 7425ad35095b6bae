package import SMSCore
internal import SMSJSON

/// The members `caps` and `number_groups`: what an account, some of its numbers and a spool send at most.
extension Configuration {
  /// What an account sends at most.
  package struct AccountCaps: Sendable, Equatable {
    package var segmentsPerMinute: Int?
    package var segmentsPerDay: Int?
    /// In the currency of `prices`.
    package var moneyPerDay: Double?
    package var moneyPerMonth: Double?
    /// The zone in which days begin, an IANA name; nil: the system's.
    package var dayZone: String?
    /// Whether codes and urgent messages wait for them too.
    package var holdsUrgent = false

    package init() {}
  }

  /// Numbers of an account that are counted together.
  package struct NumberGroup: Sendable, Equatable {
    package var name: String
    package var numbers: [PhoneNumber]
    package var segmentsPerMinute: Int?
    package var segmentsPerDay: Int?
  }

  /// What a spool sends at most.
  package struct SpoolCaps: Sendable, Equatable {
    /// Within any 24 hours.
    package var messagesPerRecipientPerDay: Int?
    package var segmentsPerDay: Int?
    package var dayZone: String?
    package var holdsUrgent = false

    package init() {}
  }
}

// MARK: Reading

extension Configuration {
  static func readCaps(
    ofAccount value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> AccountCaps {
    var reader = ConfigurationReader(value, at: path, &faults)
    var caps = AccountCaps()
    caps.segmentsPerMinute = reader.limit("segments_per_minute", &faults)
    caps.segmentsPerDay = reader.limit("segments_per_day", &faults)
    caps.moneyPerDay = reader.money("money_per_day", &faults)
    caps.moneyPerMonth = reader.money("money_per_month", &faults)
    caps.dayZone = reader.zone("day_zone", &faults)
    caps.holdsUrgent = reader.bool("hold_urgent", default: false, &faults)
    reader.refuseOthers(&faults)
    return caps
  }

  static func readCaps(
    ofSpool value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> SpoolCaps {
    var reader = ConfigurationReader(value, at: path, &faults)
    var caps = SpoolCaps()
    caps.messagesPerRecipientPerDay = reader.limit(
      "messages_per_recipient_per_day",
      upTo: 1_000,
      &faults
    )
    caps.segmentsPerDay = reader.limit("segments_per_day", &faults)
    caps.dayZone = reader.zone("day_zone", &faults)
    caps.holdsUrgent = reader.bool("hold_urgent", default: false, &faults)
    reader.refuseOthers(&faults)
    return caps
  }

  static func readNumberGroups(
    _ value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> [NumberGroup] {
    guard let value else { return [] }
    guard let array = value.array else {
      faults.add(path, "must be a list of groups, not \(value.kindName)")
      return []
    }
    return array.enumerated().compactMap { index, element in
      let place = path.index(index)
      var part = ConfigurationReader(element, at: place, &faults)
      let name = part.string("name", &faults)
      let group = NumberGroup(
        name: name ?? "",
        numbers: part.phoneNumbers("numbers", &faults) ?? [],
        segmentsPerMinute: part.limit("segments_per_minute", &faults),
        segmentsPerDay: part.limit("segments_per_day", &faults)
      )
      part.refuseOthers(&faults)
      if !ConfigurationReader.isName(group.name), !faults.hasFault(at: place.member("name")) {
        faults.add(
          place.member("name"),
          "must be 1 to 64 of a-z, A-Z, 0-9, '-' and '_'",
          repair: "It names the group's caps in `status`, metrics and the log."
        )
      }
      if group.numbers.isEmpty, !faults.hasFault(at: place.member("numbers")) {
        faults.add(
          place.member("numbers"),
          "must list a number",
          repair: "List numbers of the account, or remove the group."
        )
      }
      return group
    }
  }
}

extension ConfigurationReader {
  /// Reads what is sent at most; nil without such a member.
  fileprivate mutating func limit(
    _ name: String,
    upTo most: Int = Int(Int32.max),
    _ faults: inout Faults
  ) -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = value.number?.double, number == number.rounded(), number >= 1,
      number <= Double(most)
    else {
      faults.add(
        path.member(name),
        "must be a whole number from 1 to \(most)",
        repair: "Leave it out for no cap; to send nothing, set `mode: \"dry_run\"` for the account."
      )
      return nil
    }
    return Int(number)
  }

  /// Reads an amount; nil without such a member.
  fileprivate mutating func money(_ name: String, _ faults: inout Faults) -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.number?.double, number > 0, number <= 1_000_000_000 else {
      faults.add(
        path.member(name),
        "must be an amount above 0, at most 1000000000",
        repair: "It is in the currency of price_per_segment. Leave it out for no cap."
      )
      return nil
    }
    return number
  }

  /// Reads the name of a zone; whether the system has it is seen later.
  fileprivate mutating func zone(_ name: String, _ faults: inout Faults) -> String? {
    guard let zone = string(name, &faults) else { return nil }
    guard ZoneFiles.isName(zone) else {
      faults.add(
        path.member(name),
        "must be the name of a time zone, such as \"America/Los_Angeles\"",
        repair: "Leave it out for the system's."
      )
      return nil
    }
    return zone
  }
}
