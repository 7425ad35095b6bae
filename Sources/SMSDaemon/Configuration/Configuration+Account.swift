internal import SMSCore
internal import SMSSpool

extension Configuration {
  static func readAccount(_ value: JSONValue, name: String, _ faults: inout Faults) -> Account {
    let path = JSONPath.top.member("accounts").member(name)
    var reader = ConfigurationReader(value, at: path, &faults)
    let rate = reader.number(
      "messages_per_second",
      default: 5,
      above: 0,
      upTo: 1_000_000,
      &faults
    )
    let account = Account(
      api: reader.choice(
        "api",
        default: "v2.1",
        among: ["v2", "v2.1", "v2.2"].map { ($0, $0) },
        &faults
      ),
      baseURL: baseURL(reader.string("base_url", &faults), at: path.member("base_url"), &faults),
      numbers: reader.phoneNumbers("numbers", &faults) ?? [],
      accessKeyFile: reader.filePath("access_key_file", &faults),
      secretKeyFile: reader.filePath("secret_key_file", &faults),
      caFile: reader.filePath("ca_file", &faults),
      proxy: reader.string("proxy", &faults),
      messagesPerSecond: rate,
      maxInFlight: reader.count("max_in_flight", default: 16, in: 1...10_000, &faults),
      timeout: reader.interval("timeout_seconds", default: 30, atLeast: 0.1, &faults),
      probeInterval: reader.interval("probe_seconds", default: 30, atLeast: 0.1, &faults)
    )
    if account.numbers.isEmpty {
      faults.add(path.member("numbers"), "must list at least one number of the account")
    }
    if (account.accessKeyFile == nil) != (account.secretKeyFile == nil) {
      let missing = account.accessKeyFile == nil ? "access_key_file" : "secret_key_file"
      faults.add(path.member(missing), "must be given too: the keys are a pair")
    }
    reader.refuseOthers(&faults)
    return account
  }

  /// Checks an address: https, or http to this machine for a simulator.
  private static func baseURL(
    _ text: String?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> String {
    let standard = "https://api.flowroute.com"
    guard let text else { return standard }
    guard let address = ProviderAddress(text) else {
      faults.add(
        path,
        "must be an address such as \(standard), without user, query or fragment",
        repair: "Leave `base_url` out for Flowroute itself."
      )
      return standard
    }
    guard address.isEncrypted || address.isLoopback else {
      faults.add(
        path,
        "must start with https://",
        repair: "Plain http would show keys and texts to the network; only loopback may use it."
      )
      return standard
    }
    return address.text
  }
}
