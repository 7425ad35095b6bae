internal import CMicrohttpd

/// An address to listen on.
struct SocketAddress {
  private var storage = sockaddr_storage()

  /// Reads an IPv4 or IPv6 address in digits; nil for any other text.
  init?(_ text: String, port: UInt16) {
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      store(four)
    } else if inet_pton(AF_INET6, text, &six.sin6_addr) == 1 {
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = port.bigEndian
      store(six)
    } else {
      return nil
    }
  }

  var isIPv6: Bool { storage.ss_family == sa_family_t(AF_INET6) }

  /// Hands the address to a C function.
  func withPointer<Value>(_ body: (UnsafePointer<sockaddr>) -> Value) -> Value {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }

  /// Whether a `sockaddr` is 127.0.0.0/8, ::1, or the former written as IPv6.
  static func isLoopback(_ address: UnsafeRawPointer) -> Bool {
    switch Int32(address.loadUnaligned(as: sockaddr.self).sa_family) {
    case AF_INET:
      let four = address.loadUnaligned(as: sockaddr_in.self)
      return UInt32(bigEndian: four.sin_addr.s_addr) >> 24 == 127
    case AF_INET6:
      var six = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      let bytes = withUnsafeBytes(of: &six, Array.init)
      let zeros = [UInt8](repeating: 0, count: 10)
      return bytes == [UInt8](repeating: 0, count: 15) + [1]
        || bytes.starts(with: zeros + [0xFF, 0xFF, 127])
    default:
      return false
    }
  }

  private mutating func store<Address>(_ address: Address) {
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: Address.self) }
  }
}
