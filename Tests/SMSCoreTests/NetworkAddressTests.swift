import SMSCore
import Testing

@Suite("An address of the network")
struct NetworkAddressTests {
  /// The bytes of an address: `10.0.0.1`, or eight groups of hexadecimal digits.
  private static func bytes(_ text: String) -> [UInt8] {
    guard text.contains(":") else { return text.split(separator: ".").compactMap { UInt8($0) } }
    let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = halves.map { $0.split(separator: ":").compactMap { UInt16($0, radix: 16) } }
    let missing = 8 - groups.map(\.count).reduce(0, +)
    let all =
      groups.count == 1
      ? groups[0] : groups[0] + [UInt16](repeating: 0, count: missing) + groups[1]
    return all.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  private static let rows: [(String, AddressPurpose)] = [
    ("0.0.0.0", .thisNetwork), ("0.255.255.255", .thisNetwork), ("1.0.0.0", .public),
    ("9.255.255.255", .public), ("10.0.0.0", .private), ("10.255.255.255", .private),
    ("11.0.0.0", .public), ("100.63.255.255", .public), ("100.64.0.0", .shared),
    ("100.127.255.255", .shared), ("100.128.0.0", .public), ("126.255.255.255", .public),
    ("127.0.0.1", .loopback), ("127.255.255.255", .loopback), ("128.0.0.0", .public),
    ("169.253.255.255", .public), ("169.254.169.254", .linkLocal), ("169.255.0.0", .public),
    ("172.15.255.255", .public), ("172.16.0.0", .private), ("172.31.255.255", .private),
    ("172.32.0.0", .public), ("192.0.0.0", .reserved), ("192.0.0.255", .reserved),
    ("192.0.1.0", .public), ("192.0.2.1", .documentation), ("192.88.99.1", .translated),
    ("192.167.255.255", .public), ("192.168.0.1", .private), ("192.169.0.0", .public),
    ("198.17.255.255", .public), ("198.18.0.0", .benchmarking), ("198.19.255.255", .benchmarking),
    ("198.20.0.0", .public), ("198.51.100.7", .documentation), ("203.0.113.7", .documentation),
    ("223.255.255.255", .public), ("224.0.0.1", .multicast), ("239.255.255.255", .multicast),
    ("240.0.0.0", .reserved), ("255.255.255.255", .reserved), ("52.218.0.1", .public),
    ("::", .thisNetwork), ("::1", .loopback), ("::2", .translated),
    ("::ffff:7f00:1", .translated), ("::ffff:808:808", .translated),
    ("::ffff:0:a00:1", .translated), ("64:ff9b::a00:1", .translated),
    ("64:ff9b:1::a00:1", .translated), ("64:ff9b:2::1", .reserved), ("100::1", .reserved),
    ("1fff:ffff::1", .reserved), ("2000::1", .public), ("2001::1", .translated),
    ("2001:2::1", .reserved), ("2001:1ff:ffff::1", .reserved), ("2001:200::1", .public),
    ("2001:db7:ffff::1", .public), ("2001:db8::1", .documentation), ("2001:db9::1", .public),
    ("2002:a00:1::1", .translated), ("2003::1", .public), ("2600:1f18::1", .public),
    ("3ffe::1", .public), ("3fff::1", .documentation), ("3fff:1000::1", .public),
    ("4000::1", .reserved), ("5f00::1", .reserved), ("fbff::1", .reserved), ("fc00::1", .private),
    ("fdff::1", .private), ("fe00::1", .reserved), ("fe80::1", .linkLocal),
    ("febf::1", .linkLocal), ("fec0::1", .private), ("feff::1", .private), ("ff02::1", .multicast),
  ]

  @Test("is public, or for something else, by the table of its kind", arguments: rows)
  func purposes(_ text: String, _ purpose: AddressPurpose) throws {
    let address = try #require(NetworkAddress(bytes: Self.bytes(text)))
    #expect(address.purpose == purpose)
  }

  @Test("has 4 bytes or 16")
  func lengths() {
    for count in [0, 3, 5, 15, 17] {
      #expect(NetworkAddress(bytes: [UInt8](repeating: 8, count: count)) == nil)
    }
  }
}
