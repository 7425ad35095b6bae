internal import SMSJSON
internal import SMSListener

extension Configuration {
  static func readListener(_ value: JSONValue, _ faults: inout Faults) -> Listener {
    var reader = ConfigurationReader(value, at: "listener", &faults)
    let address = reader.string("address", &faults) ?? "127.0.0.1"
    let publicURL = reader.string("public_url", &faults)
    let listener = Listener(
      address: address,
      port: reader.count("port", default: 8025, in: 0...65_535, &faults),
      publicURL: publicURL.flatMap { checked($0, at: reader.path.member("public_url"), &faults) },
      tokenFile: reader.filePath("token_file", &faults),
      trusted: reader.strings("trusted", &faults) { text in
        AddressRange(text) == nil
          ? "must be an IPv4 or IPv6 address in digits, or a network such as 10.0.0.0/8" : nil
      } ?? [],
      media: readMedia(
        reader.value("inbound_media"),
        at: reader.path.member("inbound_media"),
        &faults
      )
    )
    reader.refuseOthers(&faults)
    if !ListenerSettings.isAddress(address) {
      faults.add(
        reader.path.member("address"),
        "must be an IPv4 or IPv6 address in digits",
        repair: "Write 127.0.0.1 for a reverse proxy on this machine."
      )
    } else if publicURL == nil, !ListenerSettings.isLoopback(address) {
      faults.add(
        reader.path.member("public_url"),
        "is needed with an address that others can reach",
        repair: "Give the address that the provider is to call, such as https://sms.example.com."
      )
    }
    return listener
  }

  /// A URL to which paths can be appended, without a trailing slash.
  private static func checked(
    _ text: String,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> String? {
    var url = Substring(text)
    while url.last == "/" { url.removeLast() }
    let host = ["https://", "http://"].compactMap { scheme in
      url.hasPrefix(scheme) ? url.dropFirst(scheme.count) : nil
    }.first
    guard let host, !host.isEmpty,
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#\"\\@".utf8.contains($0) })
    else {
      faults.add(
        path,
        "must be an http or https address without a query",
        repair: "Write it like https://sms.example.com."
      )
      return nil
    }
    guard hasValidPort(host.prefix { $0 != "/" }) else {
      faults.add(
        path,
        "must have a port from 1 to 65535, or none",
        repair: "Write it like https://sms.example.com or https://sms.example.com:8443."
      )
      return nil
    }
    return String(url)
  }

  /// Whether the part of an authority after the colon, if any, is a valid port.
  static func hasValidPort(_ authority: Substring) -> Bool {
    let end = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[end...].lastIndex(of: ":") else { return true }
    let port = authority[authority.index(after: colon)...]
    return port.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      && (UInt16(port) ?? 0) > 0
  }
}
