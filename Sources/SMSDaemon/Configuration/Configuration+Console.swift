internal import SMSJSON
internal import SMSListener
internal import SMSSystem

extension Configuration {
  /// What operators and their tools ask: over the network, and at a local socket.
  package struct Console: Sendable, Equatable {
    package struct Network: Sendable, Equatable {
      package var address: String
      package var port: Int
      /// `https` and the host, with its port unless that is 443: where a reverse proxy with TLS
      /// passes requests on to the address; nil if only this machine can ask.
      package var publicURL: String?
      package var tokenFile: String?
    }

    package enum Socket: Sendable, Equatable {
      case off
      /// In the directory that the service manager made for the daemon, else in the state.
      case standard
      case at(String)
    }

    /// nil: not over the network.
    package var network: Network?
    package var socket: Socket
    /// The group whose members may read, at the socket.
    package var readGroup: String
    /// The group whose members may also act there; nil: none.
    package var actGroup: String?

    package init(
      network: Network? = nil,
      socket: Socket = .standard,
      readGroup: String = Self.standardReadGroup,
      actGroup: String? = nil
    ) {
      self.network = network
      self.socket = socket
      self.readGroup = readGroup
      self.actGroup = actGroup
    }

    /// The group that the installation creates.
    package static let standardReadGroup = "smsdispatch-operators"
  }

  static func readConsole(_ value: JSONValue?, _ faults: inout Faults) -> Console {
    var reader = ConfigurationReader(value, at: "console", &faults)
    let console = Console(
      network: readNetwork(&reader, &faults),
      socket: readSocket(&reader, &faults),
      readGroup: reader.string("read_group", &faults) ?? Console.standardReadGroup,
      actGroup: reader.string("act_group", &faults)
    )
    reader.refuseOthers(&faults)
    return console
  }

  /// Any of its members switches it on.
  private static func readNetwork(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> Console.Network? {
    let address = reader.string("address", &faults)
    let hasPort = reader.value("port") != nil
    let port = reader.count("port", default: 8027, in: 0...65_535, &faults)
    let publicURL = reader.string("public_url", &faults)
    let tokenFile = reader.filePath("token_file", &faults)
    guard address != nil || hasPort || publicURL != nil || tokenFile != nil else { return nil }
    let network = Console.Network(
      address: address ?? "127.0.0.1",
      port: port,
      publicURL: publicURL.flatMap { secure($0, at: reader.path.member("public_url"), &faults) },
      tokenFile: tokenFile
    )
    check(network, isPublic: publicURL != nil, at: reader.path, &faults)
    return network
  }

  private static func check(
    _ network: Console.Network,
    isPublic: Bool,
    at path: JSONPath,
    _ faults: inout Faults
  ) {
    if !ListenerSettings.isAddress(network.address) {
      faults.add(
        path.member("address"),
        "must be an IPv4 or IPv6 address in digits",
        repair: "Write 127.0.0.1 for this machine alone, or for a reverse proxy on it."
      )
    } else if !isPublic, !ListenerSettings.isLoopback(network.address) {
      faults.add(
        path.member("public_url"),
        "is needed with an address that others can reach",
        repair: "Give the https address of the reverse proxy in front of it; a token is then asked"
          + " for."
      )
    }
  }

  private static func readSocket(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> Console.Socket {
    guard let value = reader.value("socket") else { return .standard }
    if let isOn = value.bool { return isOn ? .standard : .off }
    guard value.string != nil else {
      faults.add(
        reader.path.member("socket"),
        "must be true, false or an absolute path, not \(value.kindName)"
      )
      return .standard
    }
    guard let path = reader.filePath("socket", &faults) else { return .standard }
    guard path.utf8.count <= LocalSocket.longestPath else {
      faults.add(
        reader.path.member("socket"),
        "must have at most \(LocalSocket.longestPath) bytes, as Linux allows no longer path"
      )
      return .standard
    }
    return .at(path)
  }

  /// An `https` address without a path.
  private static func secure(
    _ text: String,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> String? {
    let scheme = "https://"
    let url = text.hasSuffix("/") ? text.dropLast() : text[...]
    let host = url.dropFirst(scheme.count)
    guard url.hasPrefix(scheme), !host.isEmpty, hasValidPort(host),
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#\"\\@".utf8.contains($0) })
    else {
      faults.add(
        path,
        "must be an https address with a host, and a port from 1 to 65535 or none",
        repair: "Write it like https://sms.example.com, without a path: a proxy with TLS answers"
          + " there."
      )
      return nil
    }
    return host.hasSuffix(":443") ? String(url.dropLast(":443".count)) : String(url)
  }
}
