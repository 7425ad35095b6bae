internal import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension Configuration {
  static func readAccount(_ value: JSONValue, name: String, _ faults: inout Faults) -> Account? {
    let path = JSONPath.top.member("accounts").member(name)
    var reader = ConfigurationReader(value, at: path, &faults)
    let address = reader.string("base_url", &faults)
    let api = reader.choice(
      "api",
      default: Composition.provider.defaultAPIVersion,
      among: Composition.provider.apiVersions.map { ($0, $0) },
      &faults
    )
    let numbers = reader.phoneNumbers("numbers", &faults) ?? []
    if numbers.isEmpty {
      faults.add(path.member("numbers"), "must list at least one number of the account")
    }
    let keyFiles = readKeyFiles(&reader, &faults)
    let caFile = reader.filePath("ca_file", &faults)
    let proxy = reader.string("proxy", &faults)
    if let rule = proxy.flatMap(ProxyURL.fault(of:)) {
      faults.add(
        path.member("proxy"),
        rule,
        repair: "Write it like \"http://proxy.example.com:3128\"."
      )
    }
    let rate = reader.number(
      "messages_per_second",
      default: Composition.provider.messagesPerSecond,
      above: 0,
      upTo: 1_000_000,
      &faults
    )
    let mmsRate = reader.number(
      "mms_per_second",
      default: Composition.provider.mmsPerSecond,
      above: 0,
      upTo: 1_000_000,
      &faults
    )
    let maxInFlight = reader.count("max_in_flight", default: 16, in: 1...10_000, &faults)
    let timeout = reader.interval("timeout_seconds", default: 30, atLeast: 0.1, &faults)
    let probe = reader.interval("probe_seconds", default: 30, atLeast: 0.1, &faults)
    let prices = readPrices(&reader, &faults)
    let staging = readStaging(&reader, prices, &faults)
    let caps = readCaps(ofAccount: reader.value("caps"), at: path.member("caps"), &faults)
    let groups = readNumberGroups(
      reader.value("number_groups"),
      at: path.member("number_groups"),
      &faults
    )
    reader.refuseOthers(&faults)
    guard let baseURL = baseURL(address, at: path.member("base_url"), &faults) else { return nil }
    return Account(
      api: api,
      baseURL: baseURL,
      numbers: numbers,
      keyFiles: keyFiles,
      caFile: caFile,
      proxy: proxy,
      messagesPerSecond: rate,
      mmsPerSecond: mmsRate,
      maxInFlight: maxInFlight,
      timeout: timeout,
      probeInterval: probe,
      prices: prices,
      staging: staging,
      caps: caps,
      numberGroups: groups
    )
  }

  private static func readPrices(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> Prices {
    var prices = Prices()
    if reader.value("price_per_segment") != nil {
      prices.perSegment =
        reader.number("price_per_segment", default: 1, above: 0, upTo: 1_000, &faults)
    }
    if reader.value("price_per_mms") != nil {
      prices.perMMS = reader.number("price_per_mms", default: 1, above: 0, upTo: 1_000, &faults)
    }
    return prices
  }

  /// Reads `mode` and `allowed_recipients`.
  private static func readStaging(
    _ reader: inout ConfigurationReader,
    _ prices: Prices,
    _ faults: inout Faults
  ) -> Staging {
    let isDryRun = reader.choice(
      "mode",
      default: false,
      among: [("live", false), ("dry_run", true)],
      &faults
    )
    let recipients = reader.phoneNumbers("allowed_recipients", &faults)
    if reader.value("allowed_recipients")?.array?.isEmpty == true {
      faults.add(
        reader.path.member("allowed_recipients"),
        "must list at least one phone",
        repair: "Leave it out to send to everybody; to send nothing, set `mode: \"dry_run\"`."
      )
    }
    return Staging(
      isDryRun: isDryRun,
      recipients: recipients.map { Set($0) },
      prices: prices
    )
  }

  private static func readKeyFiles(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> KeyFiles? {
    let isGiven = ["access_key_file", "secret_key_file"].map { reader.value($0) != nil }
    let access = reader.filePath("access_key_file", &faults)
    let secret = reader.filePath("secret_key_file", &faults)
    if isGiven[0] != isGiven[1] {
      let missing = isGiven[0] ? "secret_key_file" : "access_key_file"
      faults.add(reader.path.member(missing), "must be given too: the keys are a pair")
    }
    guard let access, let secret else { return nil }
    return KeyFiles(access: access, secret: secret)
  }

  /// Checks an address: https, or http to this machine for the simulator.
  private static func baseURL(
    _ text: String?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> BaseURL? {
    let provider = Composition.provider
    do throws(BaseURLError) {
      return try BaseURL(text ?? provider.baseURL)
    } catch {
      faults.add(
        path,
        "\(error)",
        repair: "Leave `base_url` out for \(provider.displayName) itself."
      )
      return nil
    }
  }
}
