internal import CLinux
internal import Glibc

/// The addresses of this machine.
package enum HostAddresses {
  /// Asks the kernel by bind(2) whether an address is one of this machine's now.
  ///
  /// Listing the interfaces would take netlink, which the daemon's unit does not allow.
  /// - Parameter bytes: 4 or 16 bytes in network byte order.
  /// - Returns: Whether it is; false where any address can be bound (`ip_nonlocal_bind`).
  package static func isOwn(_ bytes: [UInt8]) -> Bool {
    guard canBind(bytes) else { return false }
    // Addresses for documentation (RFC 5737, RFC 3849) belong to nobody.
    let foreign: [UInt8] =
      bytes.count == 4
      ? [192, 0, 2, 1] : [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
    return !canBind(foreign)
  }

  private static func canBind(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
      return canBind(AF_INET, address)
    }
    guard bytes.count == 16 else { return false }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
    return canBind(AF_INET6, address)
  }

  private static func canBind<Address>(_ family: Int32, _ address: Address) -> Bool {
    let datagrams = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let raw = socket(family, datagrams, 0)
    guard raw >= 0 else { return false }
    defer { close(raw) }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(raw, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
  }
}
