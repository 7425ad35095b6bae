internal import CMicrohttpd

/// An IPv4 or IPv6 address without a port.
///
/// IPv4 is stored as in IPv6, `::ffff:a.b.c.d`, which is how a dual-stack socket reports it.
struct IPAddress: Hashable, Sendable {
  private static let fourPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  /// 16 bytes, in network byte order.
  private let bytes: [UInt8]

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Parses a numeric address; nil for any other text.
  init?(_ text: String) {
    guard let address = SocketAddress(text, port: 0),
      let read = address.withPointer({ IPAddress(UnsafeRawPointer($0)) })
    else { return nil }
    self = read
  }

  /// Reads a `sockaddr`; nil if it is of another family.
  init?(_ address: UnsafeRawPointer) {
    switch Int32(address.loadUnaligned(as: sockaddr.self).sa_family) {
    case AF_INET:
      let four = address.loadUnaligned(as: sockaddr_in.self).sin_addr
      bytes = Self.fourPrefix + withUnsafeBytes(of: four, Array.init)
    case AF_INET6:
      let six = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      bytes = withUnsafeBytes(of: six, Array.init)
    default:
      return nil
    }
  }

  var isIPv4: Bool { bytes.starts(with: Self.fourPrefix) }

  /// The address with all bits except the first `bits` (0 to 128) cleared.
  func masked(to bits: Int) -> IPAddress {
    IPAddress(
      bytes: bytes.enumerated().map { index, byte in
        let kept = min(max(bits - index * 8, 0), 8)
        return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
      }
    )
  }

  /// What identifies one customer of a network: an IPv4 address, or 64 bits of an IPv6 one.
  var site: IPAddress { isIPv4 ? self : masked(to: 64) }
}

/// The addresses of one network.
package struct AddressRange: Hashable, Sendable {
  private let first: IPAddress
  private let bits: Int

  /// Parses a numeric address, or a network such as `10.0.0.0/8`; nil for any other text.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    // The notation decides, not the address: `::ffff:10.0.0.0/104` is IPv6.
    let isIPv6 = parts[0].contains(":")
    var bits = isIPv6 ? 128 : 32
    if parts.count == 2 {
      let digits = parts[1]
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(digits), number <= bits
      else { return nil }
      bits = number
    }
    self.bits = isIPv6 ? bits : 96 + bits
    first = address.masked(to: self.bits)
  }

  /// The addresses of this machine.
  package static let loopback = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)

  func contains(_ address: IPAddress) -> Bool { address.masked(to: bits) == first }
}
