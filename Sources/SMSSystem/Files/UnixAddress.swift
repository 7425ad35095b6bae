internal import CLinux
internal import Glibc

/// Addresses of local sockets (unix(7)).
enum UnixAddress {
  /// How many bytes a path or an abstract name may have.
  static let capacity = 108

  /// Makes the kernel's structure.
  ///
  /// - Parameter bytes: A path, or a NUL and an abstract name; at most `capacity` bytes.
  /// - Returns: The address and its length, which determines where an abstract name ends.
  static func make(_ bytes: [UInt8]) -> (address: sockaddr_un, length: socklen_t) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix(capacity)) }
    let header = MemoryLayout<sockaddr_un>.size - capacity
    return (address, socklen_t(header + min(bytes.count, capacity)))
  }
}
