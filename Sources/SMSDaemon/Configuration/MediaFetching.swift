package import SMSCore
package import SMSHTTP
internal import SMSJSON

extension Configuration {
  /// What is fetched of the files of inbound messages.
  package struct MediaFetching: Sendable, Equatable {
    /// The largest file, in bytes.
    package var maxBytes = 16 << 20
    /// How many files of a message.
    package var maxFiles = 10
    /// How long a file may take.
    package var timeout = Interval(seconds: 60)
    /// The only hosts that links may lead to; nil: any.
    package var hosts: [String]?
    package var proxy: String?

    package init() {}
  }

  /// Reads `listener.inbound_media`: true, false, or an object.
  static func readMedia(
    _ value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> MediaFetching? {
    guard let value else { return nil }
    if let isOn = value.bool { return isOn ? MediaFetching() : nil }
    guard value.object != nil else {
      faults.add(path, "must be true, false or an object, not \(value.kindName)")
      return nil
    }
    var reader = ConfigurationReader(value, at: path, &faults)
    var media = MediaFetching()
    media.maxBytes = reader.count(
      "max_bytes",
      default: media.maxBytes,
      in: 1...1_073_741_824,
      &faults
    )
    media.maxFiles = reader.count("max_files", default: media.maxFiles, in: 1...100, &faults)
    let seconds = reader.count("timeout_seconds", default: 60, in: 1...3_600, &faults)
    media.timeout = Interval(seconds: Double(seconds))
    media.hosts = reader.strings("hosts", &faults) { host in
      DownloadRule.isHost(host)
        ? nil : "must be a host's name, or one with *. in front for all names below it"
    }?.map { $0.lowercased() }
    media.proxy = reader.string("proxy", &faults)
    reader.refuseOthers(&faults)
    media.check(at: reader.path, &faults)
    return media
  }
}

extension Configuration.MediaFetching {
  /// The proxy connects, so that only the links' hosts can be judged here.
  fileprivate func check(at path: JSONPath, _ faults: inout Faults) {
    if let proxy, let rule = ProxyURL.fault(of: proxy) { faults.add(path.member("proxy"), rule) }
    guard hosts?.isEmpty ?? (proxy != nil) else { return }
    faults.add(
      path.member("hosts"),
      hosts == nil ? "is needed with a proxy" : "must name a host",
      repair: """
        List the hosts of the links that media_details shows, such as \
        "*.s3.us-west-2.amazonaws.com".
        """
    )
  }
}

extension Configuration {
  /// Which links of inbound messages are followed.
  ///
  /// A provider that is only reached on this machine, without TLS, is a simulator, whose links lead
  /// to itself.
  package var mediaRule: DownloadRule {
    var rule = DownloadRule(hosts: listener?.media?.hosts, proxy: listener?.media?.proxy)
    rule.ownServers = Set(accounts.values.compactMap(\.baseURL.ownServer))
    return rule
  }

  /// What to fetch of a message's files; nil: nothing.
  func mediaOrder(sentAt: WallTime, at now: WallTime) -> MediaOrder? {
    listener?.media.map { media in
      let kept = min(retention.received, retention.ledger)
      return MediaOrder(
        most: media.maxFiles,
        end: MediaSchedule.end(sentAt: sentAt, kept: kept, at: now)
      )
    }
  }
}
