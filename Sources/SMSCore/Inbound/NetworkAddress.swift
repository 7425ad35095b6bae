/// An IPv4 or IPv6 address, and whether it belongs to the public Internet.
package struct NetworkAddress: Hashable, Sendable {
  /// 4 or 16 bytes in network byte order.
  package let bytes: [UInt8]

  /// nil for any other number of bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// What the address is for.
  package var purpose: AddressPurpose {
    let networks = bytes.count == 4 ? Self.four : Self.six
    return networks.first { $0.contains(bytes) }?.purpose
      ?? (bytes.count == 4 || Self.unicast.contains(bytes) ? .public : .reserved)
  }

  /// Source: the IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later).
  private static let four = [
    Network([0], 8, .thisNetwork), Network([10], 8, .private), Network([100, 64], 10, .shared),
    Network([127], 8, .loopback), Network([169, 254], 16, .linkLocal),
    Network([172, 16], 12, .private), Network([192, 0, 0], 24, .reserved),
    Network([192, 0, 2], 24, .documentation), Network([192, 31, 196], 24, .reserved),
    Network([192, 52, 193], 24, .reserved), Network([192, 88, 99], 24, .translated),
    Network([192, 168], 16, .private), Network([192, 175, 48], 24, .reserved),
    Network([198, 18], 15, .benchmarking), Network([198, 51, 100], 24, .documentation),
    Network([203, 0, 113], 24, .documentation), Network([224], 4, .multicast),
    Network([240], 4, .reserved),
  ]

  /// The only addresses that IPv6 has assigned to hosts of the public Internet (RFC 4291).
  private static let unicast = Network([0x20], 3, .public)

  /// What is not public within them, and what has a better name than "reserved" outside.
  ///
  /// An address that stands for an IPv4 one could lead anywhere, so none is followed.
  ///
  /// Source: the IANA IPv6 Special-Purpose Address Registry.
  private static let six = [
    Network([UInt8](repeating: 0, count: 16), 128, .thisNetwork),
    Network([UInt8](repeating: 0, count: 15) + [1], 128, .loopback),
    // ::a.b.c.d, ::ffff:a.b.c.d and ::ffff:0:a.b.c.d; NAT64, also with a local prefix.
    Network([UInt8](repeating: 0, count: 12), 96, .translated),
    Network([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF], 96, .translated),
    Network([UInt8](repeating: 0, count: 8) + [0xFF, 0xFF, 0, 0], 96, .translated),
    Network([0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8), 96, .translated),
    Network([0, 0x64, 0xFF, 0x9B, 0, 1], 48, .translated),
    // Teredo, the rest of the protocols' block, 6to4.
    Network([0x20, 0x01, 0, 0], 32, .translated), Network([0x20, 0x01, 0], 23, .reserved),
    Network([0x20, 0x02], 16, .translated),
    Network([0x20, 0x01, 0x0D, 0xB8], 32, .documentation),
    Network([0x3F, 0xFF, 0], 20, .documentation),
    Network([0xFC], 7, .private), Network([0xFE, 0x80], 10, .linkLocal),
    Network([0xFE, 0xC0], 10, .private), Network([0xFF], 8, .multicast),
  ]

  private struct Network {
    let prefix: [UInt8]
    let bits: Int
    let purpose: AddressPurpose

    init(_ prefix: [UInt8], _ bits: Int, _ purpose: AddressPurpose) {
      (self.prefix, self.bits, self.purpose) = (prefix, bits, purpose)
    }

    func contains(_ bytes: [UInt8]) -> Bool {
      for index in 0..<((bits + 7) / 8) {
        let kept = min(bits - index * 8, 8)
        let mask = ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        let wanted = index < prefix.count ? prefix[index] : 0
        if bytes[index] & mask != wanted & mask { return false }
      }
      return true
    }
  }
}

/// What an address is for.
package enum AddressPurpose: String, Hashable, Sendable {
  /// A host of the public Internet.
  case `public`
  /// "This host on this network", the unspecified address.
  case thisNetwork
  case loopback
  /// Networks of an organisation: RFC 1918, unique local and site-local addresses.
  case `private`
  /// A carrier's network behind its NAT (RFC 6598).
  case shared
  case linkLocal
  /// It stands for an IPv4 address, or for a gateway to them: mapped, NAT64, 6to4, Teredo.
  case translated
  case documentation
  case benchmarking
  case multicast
  /// For protocols, or not assigned.
  case reserved
}
