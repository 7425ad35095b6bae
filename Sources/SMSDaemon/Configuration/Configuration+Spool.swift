internal import SMSCore
internal import SMSJSON

extension Configuration {
  static func readSpool(_ value: JSONValue, name: String, _ faults: inout Faults) -> Spool {
    let path = JSONPath.top.member("spools").member(name)
    var reader = ConfigurationReader(value, at: path, &faults)
    if name == operatorSpool {
      faults.add(path, "must have another name", repair: "`operator` is the daemon's own spool.")
    }
    let spool = Spool(
      path: reader.filePath("path", &faults) ?? "/var/spool/smsdispatch/\(name)",
      defaultFrom: reader.phoneNumber("default_from", &faults),
      senders: reader.phoneNumbers("senders", &faults),
      allowedFrom: reader.phoneNumbers("allowed_from", &faults),
      share: reader.number("share", default: 1, above: 0, upTo: 1_000_000, &faults),
      allowUrgent: reader.bool("allow_urgent", default: false, &faults),
      maxQueued: reader.count("max_queued", default: 1_000_000, &faults),
      destinations: readDestinations(&reader, &faults),
      normalization: reader.choice(
        "normalize",
        default: nil,
        among: [(TextNormalization.off, nil)]
          + TextNormalization.allCases.map { ($0.rawValue, $0) },
        &faults
      ),
      requiresVerified: reader.bool("require_verified", default: false, &faults),
      autoReplies: readAutoReplies(
        reader.value("auto_replies"),
        at: path.member("auto_replies"),
        &faults
      ),
      optOutConfirmation: readConfirmation(&reader, at: path, &faults),
      brand: reader.string("brand", &faults),
      repeatWindow: readRepeatWindow(&reader, &faults),
      sendWindow: readWindow(
        reader.value("send_window"),
        at: path.member("send_window"),
        &faults
      ),
      timeZone: readZone(&reader, &faults),
      caps: readCaps(ofSpool: reader.value("caps"), at: path.member("caps"), &faults)
    )
    reader.refuseOthers(&faults)
    return spool
  }

  /// The longest `dedup_seconds`: 7 days.
  private static let longestRepeatWindow = Interval(seconds: 7 * 86_400)

  /// Reads `dedup_seconds`.
  private static func readRepeatWindow(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> Interval {
    guard let value = reader.value("dedup_seconds") else { return .zero }
    let longest = longestRepeatWindow.seconds
    if let seconds = value.number?.double, (0...longest).contains(seconds) {
      return Interval(seconds: seconds)
    }
    faults.add(
      reader.path.member("dedup_seconds"),
      "must be a number from 0 to \(Int(longest)) (7 days)",
      repair: "Write 0, or leave it out, to send texts as often as they are submitted."
    )
    return .zero
  }

  /// Reads `destinations` and `blocked`.
  private static func readDestinations(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> Destinations {
    var destinations = Destinations()
    let words = reader.strings("destinations", &faults) { word in
      Destinations.Country(rawValue: word) != nil || AreaCode(word) != nil
        ? nil : "must be \"US\", \"CA\" or an area code such as \"876\""
    }
    if let words {
      destinations.countries = Set(words.compactMap(Destinations.Country.init))
      destinations.areaCodes = Set(words.compactMap { AreaCode($0)?.code })
    }
    let prefixes = reader.strings("blocked", &faults) { word in
      NumberPrefix(word) == nil
        ? "must be the first digits of a number, such as \"1900\" or \"1206555\"" : nil
    }
    destinations.blocked = (prefixes ?? []).compactMap(NumberPrefix.init)
    return destinations
  }

  /// Checks the rules that involve more than one member.
  func checkTogether(_ faults: inout Faults) {
    let owners = accountByNumber
    for (name, account) in accounts {
      for (index, number) in account.numbers.enumerated() where owners[number] != name {
        faults.add(
          JSONPath.top.member("accounts").member(name).member("numbers").index(index),
          "must not be listed by two accounts",
          repair: "A sender picks the account that lists it."
        )
      }
    }
    for (name, spool) in spools { checkSenders(of: spool, name: name, owners, &faults) }
    for (name, spool) in spools where spool.repeatWindow > retention.ledger {
      faults.add(
        JSONPath.top.member("spools").member(name).member("dedup_seconds"),
        "must not be above retention.ledger_days",
        repair: "The ledger forgets by then what was sent: make this shorter or that longer."
      )
    }
    checkPaths(&faults)
    checkWindows(&faults)
    checkCaps(&faults)
    checkTemplate(&faults)
  }

  private func checkSenders(
    of spool: Spool,
    name: String,
    _ owners: [PhoneNumber: String],
    _ faults: inout Faults
  ) {
    let path = JSONPath.top.member("spools").member(name)
    let repair = "Add it to the `numbers` of the account that owns it."
    for (index, number) in (spool.allowedFrom ?? []).enumerated() where owners[number] == nil {
      let place = path.member("allowed_from").index(index)
      faults.add(place, "must be a number of an account", repair: repair)
    }
    checkPool(of: spool, at: path, owners, &faults)
    guard let sender = spool.defaultFrom else { return }
    if owners[sender] == nil {
      faults.add(path.member("default_from"), "must be a number of an account", repair: repair)
    } else if let allowed = spool.allowedFrom, !allowed.contains(sender) {
      faults.add(path.member("default_from"), "must be among allowed_from", repair: Self.notAllowed)
    }
  }

  private static let notAllowed = "Add it to `allowed_from`, or choose one of those."

  private func checkPool(
    of spool: Spool,
    at path: JSONPath,
    _ owners: [PhoneNumber: String],
    _ faults: inout Faults
  ) {
    guard let numbers = spool.senders else { return }
    let path = path.member("senders")
    if spool.defaultFrom != nil {
      faults.add(path, "and default_from cannot be combined", repair: "Remove one of them.")
    }
    if numbers.isEmpty, !faults.hasFault(at: path) {
      faults.add(path, "must have a number", repair: "List at least one, or remove `senders`.")
    }
    let account = numbers.lazy.compactMap { owners[$0] }.first
    for (index, number) in numbers.enumerated() {
      let place = path.index(index)
      if numbers[..<index].contains(number) {
        faults.add(place, "must not be listed twice", repair: "Remove it.")
      } else if owners[number] == nil {
        let repair = "Add it to the `numbers` of the account that owns it."
        faults.add(place, "must be a number of an account", repair: repair)
      } else if owners[number] != account {
        faults.add(
          place,
          "must be a number of the same account as the others",
          repair: "A pool sends as one: give each account a spool of its own."
        )
      } else if let allowed = spool.allowedFrom, !allowed.contains(number) {
        faults.add(place, "must be among allowed_from", repair: Self.notAllowed)
      }
    }
  }

  /// Checks that no two of the daemon's directories are the same or nested.
  private func checkPaths(_ faults: inout Faults) {
    let paths = spools.map { ($0.key, $0.value.path) }.sorted { $0.0 < $1.0 }
    for (index, (name, path)) in paths.enumerated() {
      let place = JSONPath.top.member("spools").member(name).member("path")
      if Self.overlap(path, state) {
        faults.add(place, "must not lie inside `state` (\(state)), nor the other way round")
      }
      for (other, otherPath) in paths[..<index] where Self.overlap(path, otherPath) {
        faults.add(place, "must not be, hold or lie inside the path of spool \(other)")
      }
    }
  }

  private static func overlap(_ first: String, _ second: String) -> Bool {
    (first + "/").hasPrefix(second + "/") || (second + "/").hasPrefix(first + "/")
  }
}
